"""Whether what is offered before a question is sent answers it, and whether nothing is offered where nothing answers.

The sentences are those of `offer_questions.py`, and the short queries of `help_queries.py`, asked of our own articles
in their language. `NEAR` (`search/offers/best.py`) was chosen by the first; nothing else is made for these lines.
"""

import time
from collections.abc import Callable

from benchmarks.desk import row
from benchmarks.help_queries import queries
from benchmarks.help_search import LANGUAGES
from benchmarks.offer_questions import questions
from benchmarks.own_database import own_database
from benchmarks.own_help_centre import make_help_centre

MOST = 3


def offered(text: str, language: str) -> list[int]:
    from shopbell.search.offers.best import nearest

    languages = list(dict.fromkeys([language, *LANGUAGES]))
    return [each.article_id for each in nearest(text, languages)][:MOST]


def tell(name: str, asked: list[tuple[str, list[str], str]], right_of: dict[str, int]) -> None:
    """Of questions that an article answers and of those that none does."""
    taken = []
    found: list[tuple[set[int], list[int]]] = []
    for language, right, text in asked:
        begun = time.perf_counter()
        answers = offered(text, language)
        taken.append((time.perf_counter() - begun) * 1000)
        found.append(({right_of[each] for each in right}, answers))
    answered = [each for each in found if each[0]]
    rest = [each for each in found if not each[0]]
    _share(f"{name}: a right one among three", answered, lambda right, answers: bool(right & set(answers)))
    _share(f"{name}: a right one first", answered, lambda right, answers: bool(right & set(answers[:1])))
    _share(f"{name}: something offered", answered, lambda right, answers: bool(answers))
    _share(f"{name}: offered though none answers", rest, lambda right, answers: bool(answers))
    row(f"{name}: time, median", sorted(taken)[len(taken) // 2], "ms", goal="≤ 100")


def _share(name: str, found: list, holds: Callable[[set[int], list[int]], bool]) -> None:
    if found:
        print(
            f"{name:<52} {sum(holds(*each) for each in found) / len(found):6.1%} of {len(found)}", flush=True
        )


def main() -> None:
    with own_database():
        right_of = make_help_centre(LANGUAGES)
        tell("sentences", questions(), right_of)
        short = [(language, right, text) for language, _how, text, right in queries()]
        tell("short queries", short, right_of)


if __name__ == "__main__":
    main()
