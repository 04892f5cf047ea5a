"""The rank of documents by their words: for each word of the question how much it tells, times where it stands.

What has more of what the question tells comes before what says one of its words again and again: the sum counts by the
root of that share. A product answers who asks of nothing else: who asks how a lamp is returned wants no page that sells
one, so that its score falls with what it leaves unsaid.

`ts_rank` of one word grows with how often it stands there, less and less, and weighs a title more than a body; what
a word tells comes from the lexicon, since PostgreSQL does not know how rare a word is. Which documents are looked at
says `candidates.py`. What is looked at is unpacked once (by adding nothing to it, and by `offset 0`, without which
PostgreSQL does so wherever the words are named): each call of `ts_rank` would do it anew, which took two thirds of a
search among 100,000 documents.
"""

import math
from dataclasses import dataclass
from typing import Any

from django.db import connection

from .candidates import Lot, lots_of
from .document import PER_SHELF, SHELVES
from .question import Question
from .title_likeness import likeness

WEIGHTS = [0.2, 0.3, 0.5, 1.0]  # of body, category, summary, title
TITLED = 1.0  # by how much of its score more what is called as the question asks comes forward
PRODUCT, UNSAID = "product", 2.0  # the power of the share by which a product's score counts, beside the root
COMPARED = 60  # of the best, whose titles are compared with the question
ENOUGH = 0.15  # of all that the question tells: with less it was about something else
RANKED = """
with newest as materialized (
    select array['@' || max(id) / {per_shelf}, '@' || (max(id) / {per_shelf} - 1)] as shelves from search_document
), {lots}
select object_id, kind, category, score * sqrt(share), share, title from (
    select object_id, kind, category, title, {score} as score, least(1, ({told}) / %s::float8) as share
      from (select object_id, kind, category, title, words, {held}
              from (select object_id, kind, category, title, words || ''::tsvector as words from search_document
                     where id in ({all_of_them}) offset 0) unpacked offset 0) looked_at
) ranked where share >= %s order by 4 desc, object_id limit %s
"""


# the words stand in a row of their own: of words that it knows PostgreSQL guesses how many documents hold them, and
# where those are many it reads every document instead of the index, and unpacks each to look at its words
LOT = """
{name} as materialized (
    select id from (select %s::tsquery as query offset 0) asked join search_document on words @@ query
     where {shelves} and language = %s and access = any(%s) and {among}{unless_full} limit %s)
"""
FEW = """
{name} as materialized (
    select id from search_document where language = %s and access = any(%s) and {among})
"""
ON_SHELF = f"{SHELVES} @> array[%s]"
ON_NEWEST = f"{SHELVES} && (select shelves from newest)"
UNLESS_FULL = " and (select count(*) from ({before}) filled) < %s"


@dataclass(frozen=True)
class Ranked:
    kind: str
    object_id: int
    category: str
    score: float
    share: float = 0.0  # of what the question tells, from 0 to 1
    titled: float = 1.0  # by how much its title brought it forward

    @property
    def nearness(self) -> float:
        """How near it is by itself, whatever else there is: what its words weigh, times the share."""
        return self.score / self.titled * math.sqrt(self.share)


@dataclass(frozen=True)
class Among:
    """Which documents are looked at: SQL about a row of theirs, with its values."""

    sql: str = "true"
    values: tuple[Any, ...] = ()
    are_few: bool = False  # all of them are looked at, whatever of the question they hold


ALL = Among()


def ranked(question: Question, access: list[str], most: int, among: Among = ALL) -> list[Ranked]:
    """The best documents of the question's language that are open to `access`, of those `among` which they are sought.

    A language that has none of the words is not looked through: the index of words is one for all of them, and each
    document that another language has would be read to see that it is not of this one.
    """
    if all(term.is_nowhere for term in question.terms):
        return []
    scores, score_values, told, held = [], [], [], []
    for number, term in enumerate(question.terms):
        parts = []
        for nearness, forms in term.parts:
            size = forms.count("|") + 1  # ts_rank takes the mean of several words
            parts.append("%s::float8 * ts_rank(%s::real[], words, %s::tsquery, 1)")
            score_values += [term.tells * nearness * size, WEIGHTS, forms]
        held.append(f"words @@ %s::tsquery as held_{number}")
        whole = " + ".join(parts)
        # what lacks all forms of a word has no rank for it; words in a row have one where they stand apart, too
        scores.append(whole if "<->" in term.sql else f"case when held_{number} then {whole} else 0 end")
        told.append(f"case when held_{number} then %s::float8 else 0 end")
    names, looked_for, lot_values = _looked_for(lots_of(question), question.language, access, among)
    sql = RANKED.format(
        score=" + ".join(scores),
        told=" + ".join(told),
        held=", ".join(held),
        lots=",".join(looked_for),
        per_shelf=PER_SHELF,
        all_of_them=" union ".join(f"select id from {name}" for name in names),
    )
    tells, queries = [term.tells for term in question.terms], [term.sql for term in question.terms]
    values: list[Any] = [*score_values, *tells, question.total, *queries]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*lot_values, *values, ENOUGH, most])
        rows = cursor.fetchall()
    alike = [*likeness(question, [row[-1] for row in rows[:COMPARED]]), *[0.0] * len(rows[COMPARED:])]
    found = []
    for (object_id, kind, category, score, share, _title), like in zip(rows, alike, strict=True):
        titled, alone = 1 + TITLED * like, share**UNSAID if kind == PRODUCT else 1
        found.append(Ranked(kind, object_id, category, score * alone * titled, share, titled))
    return sorted(found, key=lambda each: -each.score)


def _looked_for(
    lots: list[Lot], language: str, access: list[str], among: Among
) -> tuple[list[str], list[str], list[Any]]:
    """The name of each of `lots`, the SQL that finds it, and the values of all of them."""
    if among.are_few:
        return ["few"], [FEW.format(name="few", among=among.sql)], [language, access, *among.values]
    names, found, values = [], [], list[Any]()
    filled: list[str] = []
    for number, lot in enumerate(lots):
        name = f"lot_{number}"
        filled = [*filled, name] if lot.fills_up else [name]
        before = " union all ".join(f"select from {each}" for each in filled[:-1])
        found.append(
            LOT.format(
                name=name,
                shelves=ON_NEWEST if lot.is_newest else ON_SHELF,
                among=among.sql,
                unless_full=UNLESS_FULL.format(before=before) if lot.fills_up else "",
            )
        )
        values += [
            lot.tsquery,
            *([] if lot.is_newest else [lot.shelf_in(language)]),
            language,
            access,
            *among.values,
        ]
        values += [lot.most] * (2 if lot.fills_up else 1)
        names.append(name)
    return names, found, values
