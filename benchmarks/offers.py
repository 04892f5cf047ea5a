"""Whether what is offered before a question is sent answers it, and whether nothing is offered where nothing answers.

The sentences are those of `offer_questions.py`, and the short queries of `help_queries.py`, asked in their language:
first where there are our own articles alone, then beside guides, policies and the demo shop's community. `NEAR`
(`search/offers/best.py`) was chosen by the first of them with articles alone; nothing else is made for these lines.
"""

import time
from collections.abc import Callable, Iterable

from benchmarks.desk import row
from benchmarks.help_queries import queries
from benchmarks.help_search import LANGUAGES
from benchmarks.offer_questions import ALSO, about_other_kinds, questions
from benchmarks.own_database import own_database
from benchmarks.own_help_centre import add_other_kinds, make_help_centre

MOST = 3
Thing = tuple[str, int]
Asked = tuple[str, list[str], str]  # language, what is right, the question


def offered(text: str, language: str, *, articles_alone: bool) -> list[Thing]:
    from shopbell.search.help.ranking import Among
    from shopbell.search.offers.best import AMONG, nearest

    languages = list(dict.fromkeys([language, *LANGUAGES]))
    among = Among("kind = 'article'") if articles_alone else AMONG
    return [each.thing for each in nearest(text, languages, among=among)][:MOST]


def tell(
    name: str, asked: Iterable[Asked], right_of: dict[str, Thing], *, articles_alone: bool = False
) -> None:
    """Of questions that something answers and of those that nothing does."""
    taken = []
    found: list[tuple[set[Thing], list[Thing]]] = []
    for language, right, text in asked:
        begun = time.perf_counter()
        answers = offered(text, language, articles_alone=articles_alone)
        taken.append((time.perf_counter() - begun) * 1000)
        named = {*right, *(other for each in right for other in ALSO.get(each, ()))}
        found.append(({right_of[each] for each in named if each in right_of}, answers))
    answered = [each for each in found if each[0]]
    rest = [each for each in found if not each[0]]
    _share(f"{name}: a right one among three", answered, lambda right, answers: bool(right & set(answers)))
    _share(f"{name}: a right one first", answered, lambda right, answers: bool(right & set(answers[:1])))
    _share(f"{name}: something offered", answered, lambda right, answers: bool(answers))
    _share(f"{name}: offered though none answers", rest, lambda right, answers: bool(answers))
    row(f"{name}: time, median", sorted(taken)[len(taken) // 2], "ms", goal="≤ 100")


def _share(name: str, found: list, holds: Callable[[set[Thing], list[Thing]], bool]) -> None:
    if found:
        print(
            f"{name:<62} {sum(holds(*each) for each in found) / len(found):6.1%} of {len(found)}", flush=True
        )


def main() -> None:
    with own_database():
        right_of: dict[str, Thing] = {
            slug: ("article", number) for slug, number in make_help_centre(LANGUAGES).items()
        }
        short = [(language, right, text) for language, _how, text, right in queries()]
        tell("sentences", questions(), right_of, articles_alone=True)
        tell("short queries", short, right_of, articles_alone=True)
        right_of |= add_other_kinds()
        tell("sentences, all kinds", questions(), right_of)
        tell("short queries, all kinds", short, right_of)
        tell("sentences about other kinds", about_other_kinds(), right_of)


if __name__ == "__main__":
    main()
