"""The words that every sentence has, in each language: PostgreSQL's own dictionaries know them.

They say little of what a question is about, rare as they may be in a help centre that never says “I”. Of languages
without such a list every word says something; of Arabic, which has none either, all but those by which the dialects
begin a question and those that are written as often as hardly any other, as the dictionary knows (`dictionary.py`).
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from shopbell.core.folding import SPAN, fold

from .dictionary import commonness_of
from .stems import ALGORITHMS

MOST_WORDS = 80  # of a question that are looked at
# what every letter has besides: greetings, thanks, wishes, and when it was
LETTERS = {
    language: {fold(word) for word in words.split()}
    for language, words in {
        "en": "hi hello hey dear please thanks thank want wanted like need today yesterday tomorrow now just",
        "de": "hallo hi moin guten tag bitte danke möchte möchten wollte brauche heute gestern morgen jetzt kam",
        "fr": "bonjour bonsoir salut merci voudrais veux veut souhaite aujourd hui hier demain maintenant",
        "es": "hola buenos buenas días tardes gracias quiero quisiera necesito favor hoy ayer mañana ahora",
        "ar": "مرحبا أهلا شكرا أريد أود اليوم أمس غدا الآن فضلك",
    }.items()
}
# where, what, why, how and when in the dialects: asked, and written in no article
ASKING = {
    "ar": {
        fold(word)
        for word in "وين فين وينه وينها شو شنو ايش وش ليش ليه علاش كيفاش ازاي شلون امتى ايمتى وقتاش فوقاش".split()
    }
}
ALL_THE_TIME = 0.7  # how often those are written that no list has, beside the commonest of all
COMMON = """
select spoken.language, said.word
  from unnest(%s::text[], %s::text[]) as spoken (language, name)
  join pg_ts_config c on c.cfgname = spoken.name
 cross join unnest(%s::text[]) as said (word)
 where to_tsvector(c.oid::regconfig, said.word) = ''
"""


def common_words(words: Iterable[str], languages: Sequence[str]) -> set[tuple[str, str]]:
    """Language and word, of those of `words` that every sentence has in one of `languages`."""
    words, names = [*words], [ALGORITHMS.get(language.split("-")[0].lower(), "") for language in languages]
    with connection.cursor() as cursor:
        cursor.execute(COMMON, [[*languages], names, words])
        found = set(cursor.fetchall())
    unlisted = [language for language in languages if language.split("-")[0].lower() in ASKING]
    return found | {
        (language, word) for language in unlisted for word in words if _is_unlisted(fold(word), language)
    }


def _is_unlisted(word: str, language: str) -> bool:
    asking = ASKING[language.split("-")[0].lower()]
    return word in asking or commonness_of(word, language) >= ALL_THE_TIME


def telling_words(text: str, language: str) -> str:
    """The words of `text` that say what it is about, in their order."""
    words = list(dict.fromkeys(match[0] for match in SPAN.finditer(text.replace("\0", ""))))[:MOST_WORDS]
    common = common_words(words, [language])
    said = LETTERS.get(language.split("-")[0].lower(), ())
    return " ".join(word for word in words if (language, word) not in common and fold(word) not in said)
