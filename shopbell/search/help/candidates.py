"""Which documents are ranked for a question: all that hold its rare words, or the likeliest that hold common ones.

Ranking costs by the document, so there is a limit. As long as few enough hold the words that tell most, all of them are
ranked. Where more do, or where a word of the question is left out for that, which ones are ranked must not be chance:
first what the shop wrote that names one of the words in its title, then what holds most of the words, then whatever
names one in its title.
"""

from dataclasses import dataclass
from itertools import combinations

from .question import Asked, Question
from .title_mark import OTHER, OWN

LOOKED_AT = 2_000  # documents that are ranked where the words are rare
LIKELY = 500  # of each sort besides, where they are not
RAREST = 3  # words of which two are together


@dataclass(frozen=True)
class Lot:
    """Up to `most` documents that hold `tsquery`."""

    tsquery: str
    most: int


def lots_of(question: Question) -> list[Lot]:
    """What is looked for. A word that every sentence has finds nothing beside others: “of” may be rare in a help
    centre, and says nothing there."""
    telling = [term for term in question.terms if not term.is_common] or list(question.terms)
    terms = sorted(telling, key=lambda term: (term.count, -term.tells))
    rare = _rare(terms)
    found = [Lot(_any([term.sql for term in rare]), LOOKED_AT)]
    if len(rare) == len(terms) and sum(term.count for term in rare) <= LOOKED_AT:
        return found
    held = [term for term in terms if not term.is_nowhere]
    together = [f"({one.sql}) & ({other.sql})" for one, other in combinations(held[:RAREST], 2)]
    likely = [
        _any([term.in_title(OWN) for term in held]),
        " & ".join(f"({term.sql})" for term in held),
        _any(together),
        _any([term.in_title(OTHER) for term in held]),
    ]
    return [*found, *(Lot(each, LIKELY) for each in dict.fromkeys(likely) if each)]


def _rare(terms: list[Asked]) -> list[Asked]:
    """Those that tell most, as long as few enough documents hold them; at least one."""
    taken, count = [terms[0]], terms[0].count
    for term in terms[1:]:
        count += term.count
        if count > LOOKED_AT and any(each.count for each in taken):
            break
        taken.append(term)
    return taken


def _any(tsqueries: list[str]) -> str:
    return " | ".join(tsqueries)
