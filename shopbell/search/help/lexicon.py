"""The lexicon: in how many documents of a language each form of a word stands.

It says how much a word tells, forgives errors of typing, and knows the long words that German and its neighbours
write in one. It is apart from the vocabulary of the agents' search, and what only agents or customers may read counts
in it without ever being offered: nobody learns of a ticket or an internal article by a suggestion.
"""

from collections import Counter
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models

from shopbell.core.folding import LONGEST
from shopbell.search.vector import STROKE
from shopbell.search.vocabulary import is_forgiven, is_neighbour, shortenings_of

from .slip import is_doubled, is_slip

ALL = ""  # the form that every document has: how many there are
MOST_NEIGHBOURS, MOST_COMPOUNDS = 4, 8
MOST_MISSPELLED = 4  # ways to part one word in which a part may be misspelled
# letters: of the end of a long word, of each part of one that is parted, and of such a part that may be misspelled
SHORTEST_END, SHORTEST_PART, SHORTEST_MISSPELLED = 5, 4, 5
LINKS = ("", "s", "n", "es", "en", "e")  # what German puts between two parts


class Form(models.Model):
    language = models.CharField(max_length=12)
    form = models.CharField(max_length=LONGEST)
    count = models.IntegerField(help_text="documents that it stands in")
    public = models.IntegerField(help_text="of them, those that everybody may read")
    backwards = models.CharField(max_length=LONGEST, blank=True)
    shortenings = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "form"], name="form_once")]
        indexes = [
            GinIndex(fields=["shortenings"], name="form_by_shortening", fastupdate=False),
            models.Index("language", OpClass("form", name="varchar_pattern_ops"), name="form_by_beginning"),
            models.Index("language", OpClass("backwards", name="varchar_pattern_ops"), name="form_by_end"),
        ]

    def __str__(self) -> str:
        return self.form


COUNT = """
insert into search_form as f (language, form, count, public, backwards, shortenings)
select l, w, c, p, b, string_to_array(s, ' ')
  from unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::text[], %s::text[]) as t(l, w, c, p, b, s)
on conflict (language, form) do update set count = f.count + excluded.count, public = f.public + excluded.public
"""
NEIGHBOURS = """
select form from search_form where language = %s and shortenings && %s::text[] and public > 0
 order by public desc, form limit 32
"""
ENDING = """
(select %s::text, form, public from search_form where language = %s and backwards like %s and public > 0
  order by public desc, form limit %s)
"""
PUBLIC_COUNTS = "select form, public from search_form where language = %s and form = any(%s) and public > 0"
BEGINNING = """
select coalesce(sum(count), 0) from
    (select count from search_form where language = %s and form like %s limit 200) beginning
"""
Counts = Counter[tuple[str, str]]


def count_forms(counts: Counts, public: Counts) -> None:
    """Add to the lexicon in how many documents more each form stands; a form that stands in none any more goes."""
    keys = sorted(key for key in counts.keys() | public.keys() if counts[key] or public[key])
    if not keys:
        return
    plain = [form if is_forgiven(form) else "" for _language, form in keys]
    columns: list[Any] = [
        [language for language, _form in keys],
        [form for _language, form in keys],
        [counts[key] for key in keys],
        [public[key] for key in keys],
        [form[::-1] for form in plain],
        [" ".join(shortenings_of(form)) if form else "" for form in plain],
    ]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, columns)
    Form.objects.filter(count__lte=0).delete()


def counts_of(languages: Iterable[str], forms: Iterable[str]) -> Counts:
    """In how many documents of each language each form stands."""
    rows = Form.objects.filter(language__in=[*languages], form__in=[*forms, ALL])
    return Counter(
        {(language, form): count for language, form, count in rows.values_list("language", "form", "count")}
    )


def public_counts_of(language: str, forms: Iterable[str]) -> Counter[str]:
    """The same of one language, of those documents that everybody may read."""
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC_COUNTS, [language, [*forms]])  # one array: a row of parameters has an end
        return Counter(dict(cursor.fetchall()))


def neighbours_of(word: str, language: str) -> list[str]:
    """Words that anybody may read and that `word` may have been meant to be: the one that it writes a letter of twice,
    then the common ones first."""
    if not is_forgiven(word):
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, [language, shortenings_of(word)])
        found = [form for (form,) in cursor.fetchall()]
    near = [each for each in found if each != word and is_neighbour(word, each) and is_slip(word, each)]
    return sorted(near, key=lambda each: not is_doubled(word, each))[:MOST_NEIGHBOURS]


def compounds_of(words: Iterable[str], language: str) -> dict[str, list[str]]:
    """Of each of `words`, longer ones that end in it: Versandkosten for Kosten. All are asked for at once."""
    asked = [word for word in words if len(word) >= SHORTEST_END and word.isalpha()]
    found: dict[str, list[str]] = {}
    if not asked:
        return found
    values = [each for word in asked for each in (word, language, f"{word[::-1]}_%", MOST_COMPOUNDS)]
    each_word = " union all ".join([ENDING] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({each_word}) found order by public desc, form", values)
        for word, form, _public in cursor.fetchall():
            found.setdefault(word, []).append(form)
    return found


def parts_of(word: str, language: str, *, may_slip: bool = False) -> tuple[str, str] | None:
    """The two forms that `word` is written of, with the letter between them left out; None when it is not. The first
    may be the stem alone, as that of Rücksendung in Rücksendeetikett, or of Lieferung in Lieferzeit. With `may_slip`
    one of the two may be misspelled, as in Lifferzeit."""
    if not word.isalpha():
        return None
    cuts = [
        (word[: at - len(link)] if link else word[:at], word[at:])
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        for link in LINKS
        if word[:at].endswith(link)
    ]
    cuts = [cut for cut in cuts if min(map(len, cut)) >= SHORTEST_PART]
    cuts += [(STROKE + first, last) for first, last in cuts]
    known = counts_of([language], {part for cut in cuts for part in cut})
    both = [cut for cut in cuts if all(known[language, part] for part in cut)]
    if may_slip and not any(map(_are_words, both)):
        slips = _parts_with_a_slip(cuts, known, language)
        both = [cut for cut in slips if _are_words(cut)] or both or slips
    return max(both, key=_shorter_part, default=None)


def _shorter_part(cut: tuple[str, str]) -> int:
    """How many letters it has."""
    return min(len(part.removeprefix(STROKE)) for part in cut)


def _are_words(cut: tuple[str, str]) -> bool:
    """Whether the first, too, is a word by itself: a stem alone is that of many."""
    return not cut[0].startswith(STROKE)


def _parts_with_a_slip(cuts: list[tuple[str, str]], known: Counts, language: str) -> list[tuple[str, str]]:
    """Those of `cuts` of which one part is known and the shorter is longest, with what the other was likely meant to
    be, the commonest first. Each costs a thousand forms to look for, so that there are few."""
    unknown = {
        cut: cut[0] if known[language, cut[1]] else cut[1]
        for cut in sorted(cuts, key=_shorter_part, reverse=True)
        if any(known[language, part] for part in cut)
    }
    misspelled = [cut for cut, part in unknown.items() if _may_be_misspelled(part)]
    meant = {cut: _meant_of(unknown[cut]) for cut in misspelled[:MOST_MISSPELLED]}
    counts = public_counts_of(language, {form for forms in meant.values() for form in forms})
    found = [
        (counts[form], (form, last) if known[language, last] else (first, form))
        for (first, last), forms in meant.items()
        for form in forms
        if counts[form]
    ]
    return [cut for _count, cut in sorted(found, key=lambda each: (-each[0], each[1]))]


def _may_be_misspelled(part: str) -> bool:
    """Not a short one, which is too near to too much, nor an endless one."""
    letters = part.removeprefix(STROKE)
    return len(letters) >= SHORTEST_MISSPELLED and is_forgiven(letters)


def _meant_of(part: str) -> list[str]:
    """What one slip makes `part` of, a stem of a stem."""
    stroke, letters = part[: part.startswith(STROKE)], part.removeprefix(STROKE)
    cut = [(letters[:at], letters[at:]) for at in range(len(letters) + 1)]
    changed = {
        *(before + after[1:] for before, after in cut if after),
        *(before + after[1] + after[0] + after[2:] for before, after in cut if len(after) > 1),
        *(before + letter + after[1:] for before, after in cut if after for letter in ascii_lowercase),
        *(before + letter + after for before, after in cut for letter in ascii_lowercase),
    }
    return [stroke + each for each in changed - {letters} if is_slip(letters, each)]


def count_beginning(beginning: str, language: str) -> int:
    """About how many documents hold a word that begins so."""
    with connection.cursor() as cursor:
        cursor.execute(BEGINNING, [language, beginning + "%"])
        return cursor.fetchone()[0]
