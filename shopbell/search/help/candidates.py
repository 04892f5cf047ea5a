"""Which documents are ranked for a question: all that hold its rare words, or the likeliest that hold common ones.

Ranking costs by the document, so there is a limit. As long as few enough hold the words that tell most, all of them are
ranked. Where more do, or where a word of the question is left out for that, which ones are ranked must not be chance:
first what the shop wrote that names one of the words in its title, then what holds most of the words, then whatever
names one in its title. A word that is everywhere is then looked for as itself and by its stem alone, and no more of
what holds it is ranked than of each other sort: the index compares all that holds the words, whatever is taken of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import prod

from .document import PER_SHELF
from .question import Question
from .title_mark import OTHER, OWN
from .word_asked import STEM, Asked

LOOKED_AT = 2_000  # documents that are ranked where the words are rare
LIKELY = 500  # of each sort besides, where they are not
RAREST = 3  # words of which two are together
SHELVES_LOOKED_AT = 2  # of the newest (`document.py`)
IN_TITLE = 0.1  # of the documents that hold a word, about so many do in their title


@dataclass(frozen=True)
class Lot:
    """Up to `most` documents that hold `tsquery`: `is_newest`, of those read last; `is_own`, of what the shop wrote.
    Where it `fills_up`, only if the lots before it, from the last that does not, are not full."""

    tsquery: str
    most: int
    fills_up: bool = False
    is_newest: bool = False
    is_own: bool = False

    def shelf_in(self, language: str) -> str:
        return OWN + language if self.is_own else language


def lots_of(question: Question) -> list[Lot]:
    """What is looked for. A word that every sentence has finds nothing beside others: “of” may be rare in a help
    centre, and says nothing there."""
    terms = sorted(question.telling, key=lambda term: (term.count, -term.tells))
    share = {term: term.count / max(question.everything, 1) for term in terms}
    rare = _rare(terms)
    if _is_everywhere(terms[0]):
        found, in_first = _newest_first(_held(terms[0]), share[terms[0]]), set[Asked]()
    else:
        found, in_first = [Lot(_any([term.sql for term in rare]), LOOKED_AT)], set(rare)
        if len(rare) == len(terms) and sum(term.count for term in rare) <= LOOKED_AT:
            return found
    held = [term for term in terms if not term.is_nowhere]
    pairs = [  # what holds one of the first is there already; two are all of two
        pair for pair in combinations(held[:RAREST], 2) if len(held) > 2 and not in_first & set(pair)
    ]
    together = _any([f"({_all(pair)})" for pair in pairs])
    likely = [
        Lot(_any([term.in_title(OWN) for term in held]), LIKELY),
        Lot(_any([_held(term) for term in held]), LIKELY, is_own=True),
        *(_newest_first(_all(held), prod(share[term] for term in held)) if len(held) > 1 else []),
        *_newest_first(together, sum(share[one] * share[other] for one, other in pairs), fills_up=True),
        *_newest_first(
            _any([term.in_title(OTHER) for term in held]), IN_TITLE * sum(share[term] for term in held)
        ),
    ]
    return [*found, *(lot for lot in likely if lot.tsquery)]


def _newest_first(tsquery: str, share: float, *, fills_up: bool = False) -> list[Lot]:
    """Where the newest are likely to be enough, as `share` of all hold it, they are looked at before all are."""
    if share * SHELVES_LOOKED_AT * PER_SHELF < LIKELY:
        return [Lot(tsquery, LIKELY, fills_up)]
    return [Lot(tsquery, LIKELY, fills_up, is_newest=True), Lot(tsquery, LIKELY, fills_up=True)]


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


def _all(terms: Iterable[Asked]) -> str:
    return " & ".join(f"({_held(term)})" for term in terms)


def _is_everywhere(term: Asked) -> bool:
    return term.count > LOOKED_AT


def _any(tsqueries: list[str]) -> str:
    return " | ".join(tsqueries)
