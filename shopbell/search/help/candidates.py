"""Which documents are ranked for a question: all that hold its rare words, or the likeliest that hold common ones.

Ranking costs by the document, so there is a limit. As long as few enough hold the words that tell most, all of them are
ranked. Where more do, or where a word of the question is left out for that, which ones are ranked must not be chance:
first what the shop wrote that names one of the words in its title, then what holds most of the words, then whatever
names one in its title. A word that is everywhere is then looked for as itself and by its stem alone, and no more of
what holds it is ranked than of each other sort: the index compares all that holds the words, whatever is taken of it.
"""

from dataclasses import dataclass
from itertools import combinations

from .question import STEM, Asked, Question
from .title_mark import OTHER, OWN

LOOKED_AT = 2_000  # documents that are ranked where the words are rare
LIKELY = 500  # of each sort besides, where they are not
RAREST = 3  # words of which two are together


@dataclass(frozen=True)
class Lot:
    """Up to `most` documents that hold `tsquery`; where it `fills_up`, only if the lot before it is not full."""

    tsquery: str
    most: int
    fills_up: bool = False


def lots_of(question: Question) -> list[Lot]:
    """What is looked for. A word that every sentence has finds nothing beside others: “of” may be rare in a help
    centre, and says nothing there."""
    telling = [term for term in question.terms if not term.is_common] or list(question.terms)
    terms = sorted(telling, key=lambda term: (term.count, -term.tells))
    rare = _rare(terms)
    found = [Lot(_any([term.sql for term in rare]), LIKELY if _is_everywhere(terms[0]) else LOOKED_AT)]
    if len(rare) == len(terms) and sum(term.count for term in rare) <= LOOKED_AT:
        return found
    held = [term for term in terms if not term.is_nowhere]
    in_first = set() if _is_everywhere(terms[0]) else set(rare)  # what holds one of these is there already
    together = [
        f"({_held(one)}) & ({_held(other)})"
        for one, other in combinations(held[:RAREST], 2)
        if not in_first & {one, other}
    ]
    likely = [
        Lot(_any([term.in_title(OWN) for term in held]), LIKELY),
        Lot(" & ".join(f"({_held(term)})" for term in held), LIKELY),
        Lot(_any(together), LIKELY, fills_up=True),
        Lot(_any([term.in_title(OTHER) for term in held]), LIKELY),
    ]
    return [*found, *(lot for lot in likely if lot.tsquery)]


def _rare(terms: list[Asked]) -> list[Asked]:
    """Those that tell most, as long as few enough documents hold them; at least one."""
    taken, count = [terms[0]], terms[0].count
    for term in terms[1:]:
        count += term.count
        if count > LOOKED_AT and any(each.count for each in taken):
            break
        taken.append(term)
    return taken


def _held(term: Asked) -> str:
    return term.sql_of(STEM) if term.is_held and _is_everywhere(term) else term.sql


def _is_everywhere(term: Asked) -> bool:
    return term.count > LOOKED_AT


def _any(tsqueries: list[str]) -> str:
    return " | ".join(tsqueries)
