"""Questions in whole sentences without the words that every sentence has: PostgreSQL's own dictionaries know them.

The search is made for a few words; of a sentence, “I would like to” would find the titles that begin like that.
Languages without a dictionary keep all of their words.
"""

from django.db import connection

from shopbell.core.folding import SPAN
from shopbell.search.help.stems import ALGORITHMS

MOST_WORDS = 80  # of a question that are looked at
TELLING = """
select word from unnest(%s::text[]) with ordinality as said (word, place)
  left join pg_ts_config c on c.cfgname = %s
 where c.oid is null or to_tsvector(c.oid::regconfig, word) <> '' order by place
"""


def telling_words(text: str, language: str) -> str:
    """The words of `text` that say what it is about, in their order."""
    words = list(dict.fromkeys(match[0] for match in SPAN.finditer(text.replace("\0", ""))))[:MOST_WORDS]
    if not words:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(TELLING, [words, ALGORITHMS.get(language.split("-")[0].lower(), "")])
        return " ".join(word for (word,) in cursor.fetchall())
