"""The vocabulary: every word that was ever written, so that one with a typing error finds its neighbours.

Two words are neighbours when one letter is missing, too many, another one, or two are swapped: both then have a
shortening in common (the word without one of its letters). The shortenings of a question are looked up in an index.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models

from shopbell.core.folding import IS_UNSPACED

SHORTEST, LONGEST = 4, 24  # letters of a word whose errors are forgiven
ENOUGH = 20  # how often a word is counted: from here on it is common
MOST = 8  # neighbours of one word


class Word(models.Model):
    word = models.CharField(max_length=LONGEST, primary_key=True)
    count = models.IntegerField(default=1, help_text="in how many things it stands, up to 20")
    shortenings = ArrayField(models.TextField())

    class Meta:
        indexes = [
            GinIndex(fields=["shortenings"], name="word_by_shortening", fastupdate=False),
            models.Index(OpClass("word", name="varchar_pattern_ops"), name="word_by_beginning"),
        ]


LEARN = """
insert into search_word (word, count, shortenings)
select w.word, least(w.count, %(enough)s), string_to_array(w.shortenings, ' ')
  from unnest(%(words)s::text[], %(counts)s::int[], %(shortenings)s::text[]) as w(word, count, shortenings)
 where not exists (select from search_word k where k.word = w.word and k.count >= %(enough)s)
 order by w.word
on conflict (word) do update set count = least(search_word.count + excluded.count, %(enough)s)
"""
NEIGHBOURS = """
select word from search_word where shortenings && %s::text[] and word <> %s order by count desc, word limit %s
"""
COMPLETIONS = """
select word from search_word where word like %s order by count desc, length(word), word limit %s
"""


def learn_words(counts: dict[str, int]) -> None:
    """Add words, each with in how many things it stands. Common words are left alone, so that nobody waits for them."""
    known = {word: count for word, count in sorted(counts.items()) if is_forgiven(word)}
    if not known:
        return
    shortenings = [" ".join(shortenings_of(word)) for word in known]
    params: dict[str, Any] = {
        "words": [*known],
        "counts": [*known.values()],
        "shortenings": shortenings,
        "enough": ENOUGH,
    }
    with connection.cursor() as cursor:
        cursor.execute(LEARN, params)


def is_forgiven(word: str) -> bool:
    """Whether an error in `word` can be made good: letters only, neither short nor endless, of a script with spaces."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and not IS_UNSPACED.search(word)


def shortenings_of(word: str) -> list[str]:
    """`word` itself and what is left of it without one of its letters."""
    return list(dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]))


def common_among(words: Iterable[str]) -> set[str]:
    """Those of `words` that are common: they were meant as they were typed."""
    return set(Word.objects.filter(word__in=[*words], count__gte=ENOUGH).values_list("word", flat=True))


def neighbours_of(word: str) -> list[str]:
    """Words of the vocabulary that `word` may have been meant to be, the common ones first; none of one that is common
    itself."""
    if not is_forgiven(word) or common_among([word]):
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, [shortenings_of(word), word, 4 * MOST])
        candidates = [found for (found,) in cursor.fetchall()]
    return [each for each in candidates if is_neighbour(word, each)][:MOST]


def is_neighbour(one: str, other: str) -> bool:
    """Whether one slip of the finger lies between the two; a common shortening alone may also be two."""
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) == 2:
        first, second = differing
        return second == first + 1 and one[first] == other[second] and one[second] == other[first]
    return len(differing) <= 1


def completions_of(beginning: str, limit: int = 12) -> list[str]:
    """Words that begin so, the common ones first."""
    with connection.cursor() as cursor:
        cursor.execute(COMPLETIONS, [beginning.replace("\\", "").replace("%", "") + "%", limit])
        return [word for (word,) in cursor.fetchall()]


def forget_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate search_word")


def count_words(sets: Iterable[set[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in sets:
        for word in each:
            counts[word] = counts.get(word, 0) + 1
    return counts
