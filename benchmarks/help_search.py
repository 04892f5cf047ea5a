"""How well the help centre's search finds the right article, and how fast, beside BM25 and PostgreSQL's `ts_rank_cd`.

Each query of `help_queries.py`, and apart from those each of `help_queries_apart.py`, which the rank was never fitted
to, is asked of our own articles in its language; each of `help_queries_mixed.py` of everything, products among it.
Recall at n is the share of queries with a right article among the first n. The peers get the texts of that language:
BM25 over lower-case words (k1 1.2, b 0.75, titles counted three times), `ts_rank_cd` over PostgreSQL's dictionary of
the language, any word of the query.
"""

import math
import re
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.common_words import tell_common
from benchmarks.desk import row
from benchmarks.help_queries import Query, queries
from benchmarks.help_queries_apart import queries_apart
from benchmarks.help_queries_mixed import queries_mixed
from benchmarks.help_queries_nonsense import nonsense
from benchmarks.own_database import own_database
from benchmarks.own_help_centre import add_other_kinds, add_products, make_help_centre

LANGUAGES = ("en", "de", "ar")
DICTIONARIES = {"en": "english", "de": "german", "ar": "arabic"}
FIRST = (1, 5, 10)
WORD = re.compile(r"\w+")
TITLE_COUNTS = 3
SCALES = (1_000, 100_000)
Finder = Callable[
    [str, str], Sequence[object]
]  # what is found, the best first: an article's key, or kind and number


class BM25:
    """The plain rank of one language's texts."""

    def __init__(self, texts: Iterable[tuple[int, str]], k1: float = 1.2, b: float = 0.75) -> None:
        self.bags = {key: Counter(WORD.findall(text.lower())) for key, text in texts}
        self.sizes = {key: bag.total() for key, bag in self.bags.items()}
        self.mean = statistics.fmean(self.sizes.values())
        self.holds = Counter(word for bag in self.bags.values() for word in bag)
        self.k1, self.b = k1, b

    def find(self, query: str) -> list[int]:
        words = WORD.findall(query.lower())
        scores = {key: sum(self._score(key, word) for word in words) for key in self.bags}
        return sorted((key for key in scores if scores[key]), key=lambda key: (-scores[key], key))

    def _score(self, key: int, word: str) -> float:
        times = self.bags[key][word]
        held = self.holds[word]
        tells = math.log(1 + (len(self.bags) - held + 0.5) / (held + 0.5))
        length = 1 - self.b + self.b * self.sizes[key] / self.mean
        return tells * times * (self.k1 + 1) / (times + self.k1 * length)


RANKED = """
select article_id from helpcenter_articletext,
       lateral (select setweight(to_tsvector(%(d)s::regconfig, title), 'A')
                       || setweight(to_tsvector(%(d)s::regconfig, summary), 'B')
                       || to_tsvector(%(d)s::regconfig, body) as words) w,
       (select replace(plainto_tsquery(%(d)s::regconfig, %(q)s)::text, '&', '|')::tsquery as query) q
 where language = %(language)s and words @@ query order by ts_rank_cd(words, query) desc, article_id limit 10
"""


def postgres(query: str, language: str) -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(RANKED, {"d": DICTIONARIES[language], "q": query, "language": language})
        return [key for (key,) in cursor.fetchall()]


def plain_bm25() -> Finder:
    from shopbell.helpcenter.body import text_of_body
    from shopbell.helpcenter.models import ArticleText

    ranks = {}
    for language in LANGUAGES:
        texts = ArticleText.objects.filter(language=language)
        ranks[language] = BM25(
            (each.article_id, " ".join([*[each.title] * TITLE_COUNTS, each.summary, text_of_body(each.body)]))
            for each in texts
        )
    return lambda query, language: ranks[language].find(query)


def shopbell(query: str, language: str) -> list[int]:
    from shopbell.search.help.find import find
    from shopbell.search.help.sources import Reader

    hits = find(
        query, language=language, reader=Reader(languages=LANGUAGES), kinds=["article"], limit=10
    ).hits
    return [hit.object_id for hit in hits]


def of_every_kind(query: str, language: str) -> list[tuple[str, int]]:
    from shopbell.search.help.find import find
    from shopbell.search.help.sources import Reader

    hits = find(query, language=language, reader=Reader(languages=LANGUAGES), limit=10).hits
    return [(hit.kind, hit.object_id) for hit in hits]


def recalls(
    finder: Finder, asked: list[Query], right_of: Mapping[str, object]
) -> dict[tuple[str, str], list[int]]:
    """At which place each query finds a right article (0: not among the first ten), by language and how it is typed."""
    places = defaultdict(list)
    for language, how, query, right in asked:
        wanted = {right_of[name] for name in right}
        found = finder(query, language)[: max(FIRST)]
        place = next((number for number, key in enumerate(found, start=1) if key in wanted), 0)
        places[language, how].append(place)
    return places


def tell_recalls(name: str, places: dict[tuple[str, str], list[int]]) -> None:
    groups = {"all": [place for each in places.values() for place in each]}
    for index in (0, 1):
        for key in dict.fromkeys(each[index] for each in places):
            groups[key] = [place for each, found in places.items() if each[index] == key for place in found]
    for group, found in groups.items():
        shares = "  ".join(f"@{n} {sum(0 < place <= n for place in found) / len(found):5.1%}" for n in FIRST)
        print(f"{name:<29} {group:<10} {len(found):>4} queries  {shares}", flush=True)


def with_vectors(right_of: dict[str, int]) -> None:
    """The same with the search by meaning, in each language, and how much of it finds what is about something else."""
    from shopbell.search.meaning.encoder import SHELF, is_installed
    from shopbell.search.meaning.setting import Meaning
    from shopbell.search.meaning.vectors import catch_up

    tell_nonsense("Shopbell")
    if not is_installed():
        print("With vectors: not measured, the package is not installed (bin/setup vectors).", flush=True)
        return
    before, begun = peak_mb(), time.perf_counter()
    SHELF.take().encode(["loaded"])
    row("the model, loaded", time.perf_counter() - begun, "s")
    row("the model, memory", peak_mb() - before, "MB")
    setting, begun = Meaning.objects.create(pk=1, is_on=True, languages=[*LANGUAGES]), time.perf_counter()
    count = catch_up(600)
    row(f"vectors of {count:,} texts", time.perf_counter() - begun, "s")
    for which, asked in (("", queries()), (", apart", queries_apart())):
        tell_recalls(f"Shopbell with vectors{which}", recalls(shopbell, asked, right_of))
    tell_nonsense("Shopbell with vectors")
    setting.delete()


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell_nonsense(name: str) -> None:
    for language in LANGUAGES:
        for which, apart in (("", False), (", apart", True)):
            asked = nonsense(language, apart=apart)
            found = sum(bool(shopbell(query, language)) for query in asked)
            print(
                f"{name:<29} {language}{which:<8} {found:>3} of {len(asked)} about something else find something"
            )


def _made_up(writer, number: str):
    from shopbell.shop.models import Product

    name, about = writer.text(5).title(), writer.text(60)
    return Product(external_id=number, name=name, description=about, page="/made-up/")


def fill(count: int) -> None:
    """Documents of made-up words beside our own, until there are `count`."""
    from benchmarks.search import Writer
    from shopbell.search.help.document import Document
    from shopbell.shop.models import Product

    writer = Writer()
    missing = count - Document.objects.count()
    for start in range(0, missing, 5_000):
        Product.objects.bulk_create(
            _made_up(writer, f"{count}-{start + number}") for number in range(min(5_000, missing - start))
        )


def tell_speed(count: int) -> None:
    """By the clock on the wall, and in processor time of this process and the database, which is the same however busy
    the machine is with something else; and how long either waited for a processor. What is left is a lock or a disk."""
    walls, processors, waits = [], [], []
    for number, (language, _how, query, _right) in enumerate([*queries()[:20], *queries()]):
        begun, (spent, waited) = time.perf_counter(), processor_ms()
        shopbell(query, language)
        if number >= 20:  # the first ones warm it up
            walls.append((time.perf_counter() - begun) * 1000)
            spent_then, waited_then = processor_ms()
            processors.append(spent_then - spent)
            waits.append(waited_then - waited)
    named = (("by the clock", walls), ("processor time", processors), ("waiting for a processor", waits))
    for name, taken in named:
        taken.sort()
        row(f"search, {count:,} documents, {name}, median", statistics.median(taken), "ms", goal="≤ 100")
        row(f"search, {count:,} documents, {name}, 95 of 100", taken[len(taken) * 95 // 100], "ms")


def taken_ms(text: str) -> tuple[float, float]:
    """By the clock, and of a processor."""
    begun, (spent, _waited) = time.perf_counter(), processor_ms()
    shopbell(text, "en")
    return (time.perf_counter() - begun) * 1000, processor_ms()[0] - spent


def processor_ms() -> tuple[float, float]:
    """What this thread and its connection to the database have spent so far, and waited until they could."""
    from django.db import connection

    both = ("thread-self", connection.connection.info.backend_pid)
    told = [Path(f"/proc/{each}/schedstat").read_text().split() for each in both]
    return sum(int(each[0]) for each in told) / 1e6, sum(int(each[1]) for each in told) / 1e6


def main() -> None:
    with own_database():
        from shopbell.search.help.index import rebuild

        right_of = make_help_centre(LANGUAGES)
        for name, finder in (
            ("Shopbell", shopbell),
            ("BM25", plain_bm25()),
            ("PostgreSQL ts_rank_cd", postgres),
        ):
            for which, asked in (("", queries()), (", apart", queries_apart())):
                tell_recalls(f"{name}{which}", recalls(finder, asked, right_of))
        with_vectors(right_of)
        of_all = (
            {slug: ("article", key) for slug, key in right_of.items()} | add_other_kinds() | add_products()
        )
        for which, held_out in (("matter and thing", False), ("matter and thing, held out", True)):
            tell_recalls(which, recalls(of_every_kind, queries_mixed(held_out=held_out), of_all))
        for count in SCALES:
            fill(count)
            begun = time.perf_counter()
            rebuild()
            row(f"made anew, {count:,} documents", time.perf_counter() - begun, "s")
            tell_speed(count)
            tell_common(count, taken_ms)


if __name__ == "__main__":
    main()
