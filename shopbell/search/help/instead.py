"""The question as it was read, for whoever typed it: words that were misspelled are named as documents write them.

The lexicon keeps words folded, and nobody writes „ruckgabe“. So a few documents that hold the word are read again,
as far as the reader may.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import connection

from shopbell.core.folding import SPAN, fold

from .document import SHELVES
from .question import Question
from .sources import PUBLIC, SOURCES, Reader

READ = 5  # documents that say how a word is written
BEGINNING = re.compile(r"(?:^|[.?!:\n])\W*$")  # of a sentence, as far as what stands before a word says
JUST_BEFORE = 8  # characters
NOUNS_ARE_CAPITAL = {"de", "lb"}
HOLDING = f"""
select kind, object_id from (select %s::tsquery as query offset 0) asked join search_document on words @@ query
 where {SHELVES} @> array[%s] and language = %s and access = %s limit %s
"""


def instead_of(questions: Iterable[Question], reader: Reader) -> str:
    """The question in the words it was read in; empty when it was read as it was typed."""
    question = next((each for each in questions if each.instead), None)
    if not question:
        return ""
    said = {typed: _written(form, question.language, reader) for typed, form in question.instead.items()}
    return SPAN.sub(lambda match: said.get(fold(match[0]), match[0]), question.text)


def _written(form: str, language: str, reader: Reader) -> str:
    """The folded `form` as most of a few documents write it, small where as many do; itself where none is left."""
    spelled = Counter(
        _spelling(text, match, language)
        for text in _texts(form, language, replace(reader, languages=(language,)))
        for match in SPAN.finditer(text)
        if fold(match[0]) == form
    )
    return max(spelled, key=lambda each: (spelled[each], each.islower(), each), default=form)


def _spelling(text: str, match: re.Match[str], language: str) -> str:
    """A word as `text` has it there; small where it is capital because a sentence begins with it."""
    word, before = match[0], text[max(0, match.start() - JUST_BEFORE) : match.start()]
    is_name = language.partition("-")[0] in NOUNS_ARE_CAPITAL or not word[1:].islower()
    return word if is_name or not BEGINNING.search(before) else word.lower()


def _texts(form: str, language: str, reader: Reader) -> Iterator[str]:
    """What everybody may read that holds it."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, [f"'{form}'", language, language, PUBLIC, READ])
        rows = cursor.fetchall()
    ids = defaultdict[str, list[int]](list)
    for kind, object_id in rows:
        ids[kind].append(object_id)
    for kind in ids.keys() & SOURCES.keys():
        for shown in SOURCES[kind].shown(ids[kind], reader).values():
            yield f"{shown.title}\n{shown.summary}\n{shown.text}"
