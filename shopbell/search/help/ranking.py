"""The rank of documents by their words: for each word of the question how much it tells, times where it stands.

What has more of what the question tells comes before what says one of its words again and again: the sum counts by the
root of that share.

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

from .candidates import lots_of
from .question import Question
from .title_likeness import likeness

WEIGHTS = [0.2, 0.3, 0.5, 1.0]  # of body, category, summary, title
TITLED = 1.0  # by how much of its score more what is called as the question asks comes forward
COMPARED = 60  # of the best, whose titles are compared with the question
ENOUGH = 0.15  # of all that the question tells: with less it was about something else
RANKED = """
with {lots}
select object_id, kind, category, score * sqrt(share), share, title from (
    select object_id, kind, category, title, {score} as score, least(1, ({told}) / %s) as share
      from (select object_id, kind, category, title, words || ''::tsvector as words from search_document
             where id in ({all_of_them}) offset 0) looked_at
) ranked where share >= %s order by 4 desc, object_id limit %s
"""


# the words stand in a row of their own: of words that it knows PostgreSQL guesses how many documents hold them, and
# where those are many it reads every document instead of the index, and unpacks each to look at its words
LOT = """
{name} as materialized (
    select id from (select %s::tsquery as query offset 0) asked join search_document on words @@ query
     where language = %s and access = any(%s) and {among}{unless_full} limit %s)
"""
UNLESS_FULL = " and (select count(*) from {before}) < %s"


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


ALL = Among()


def ranked(question: Question, access: list[str], most: int, among: Among = ALL) -> list[Ranked]:
    """The best documents of the question's language that are open to `access`, of those `among` which they are sought.

    A language that has none of the words is not looked through: the index of words is one for all of them, and each
    document that another language has would be read to see that it is not of this one.
    """
    if all(term.is_nowhere for term in question.terms):
        return []
    scores, score_values, told, told_values = [], [], [], []
    for term in question.terms:
        for nearness, forms in term.parts:
            size = forms.count("|") + 1  # ts_rank takes the mean of several words
            scores.append("%s * ts_rank(%s::real[], words, %s::tsquery, 1)")
            score_values += [term.tells * nearness * size, WEIGHTS, forms]
        told.append("case when words @@ %s::tsquery then %s else 0 end")
        told_values += [term.sql, term.tells]
    lots = lots_of(question)
    names = [f"lot_{number}" for number in range(len(lots))]
    looked_for, lot_values = [], []
    for number, (name, lot) in enumerate(zip(names, lots, strict=True)):
        unless_full = UNLESS_FULL.format(before=names[number - 1]) if lot.fills_up else ""
        looked_for.append(LOT.format(name=name, among=among.sql, unless_full=unless_full))
        lot_values += [lot.tsquery, question.language, access, *among.values]
        lot_values += [lot.most] * (2 if lot.fills_up else 1)
    sql = RANKED.format(
        score=" + ".join(scores),
        told=" + ".join(told),
        lots=",".join(looked_for),
        all_of_them=" union ".join(f"select id from {name}" for name in names),
    )
    values: list[Any] = [*lot_values, *score_values, *told_values, question.total]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, ENOUGH, most])
        rows = cursor.fetchall()
    alike = [*likeness(question, [row[-1] for row in rows[:COMPARED]]), *[0.0] * len(rows[COMPARED:])]
    found = [
        Ranked(kind, object_id, category, score * (1 + TITLED * like), share, 1 + TITLED * like)
        for (object_id, kind, category, score, share, _title), like in zip(rows, alike, strict=True)
    ]
    return sorted(found, key=lambda each: -each.score)
