"""The rank of documents by their words: for each word of the question how much it tells, times where it stands.

What has more of what the question tells comes before what says one of its words again and again: the sum counts by the
root of that share.

`ts_rank` of one word grows with how often it stands there, less and less, and weighs a title more than a body; what
a word tells comes from the lexicon, since PostgreSQL does not know how rare a word is. Which documents are looked at
says `candidates.py`. What is looked at is unpacked once (by adding nothing to it): each call of `ts_rank` would do it
anew, which took two thirds of a search among 100,000 topics.
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
select object_id, kind, category, score * sqrt(share), share, title from (
    select object_id, kind, category, title, {score} as score, least(1, ({told}) / %s) as share
      from (select object_id, kind, category, title, words || ''::tsvector as words from search_document
             where id in ({lots})) looked_at
) ranked where share >= %s order by 4 desc, object_id limit %s
"""


LOT = """
(select id from search_document where language = %s and access = any(%s) and words @@ %s::tsquery and {among} limit %s)
"""


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
    union = " union ".join([LOT.format(among=among.sql)] * len(lots))
    sql = RANKED.format(score=" + ".join(scores), told=" + ".join(told), lots=union)
    values: list[Any] = [*score_values, *told_values, question.total]
    for lot in lots:
        values += [question.language, access, lot.tsquery, *among.values, lot.most]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, ENOUGH, most])
        rows = cursor.fetchall()
    alike = [*likeness(question, [row[-1] for row in rows[:COMPARED]]), *[0.0] * len(rows[COMPARED:])]
    found = [
        Ranked(kind, object_id, category, score * (1 + TITLED * like), share, 1 + TITLED * like)
        for (object_id, kind, category, score, share, _title), like in zip(rows, alike, strict=True)
    ]
    return sorted(found, key=lambda each: -each.score)
