"""A text as PostgreSQL's `tsvector`, made of our own words: no parser of the database ever sees it.

Words are letters and digits only, so they need no quoting beyond the quotes around them.
"""

from collections.abc import Callable, Iterable

from shopbell.core.folding import words

LAST_PLACE = 16_383  # PostgreSQL counts no further
MOST_BYTES = 700_000  # a vector may have a megabyte
MOST_PLACES = 200  # of one word; PostgreSQL keeps 256
STROKE = "~"  # before a stem, which stands where its word does
GAP = 10  # between two fields, so that no phrase reaches across


def vector_of(
    fields: Iterable[tuple[str, str]],
    marks: Iterable[str] = (),
    words_of: Callable[[str], Iterable[str]] = words,
) -> tuple[str, set[str]]:
    """The vector of `fields`, each a text and its weight (A to D), and the words in it.

    `marks` are words of our own that no text can hold, such as "@m12". What is too long for a vector is left out
    at its end.
    """
    places: dict[str, list[str]] = {}
    size, place = 0, 0
    for text, weight in fields:
        for word in words_of(text):
            if not word.startswith(STROKE):
                place = min(place + 1, LAST_PLACE)
            if word not in places:
                size += len(word.encode()) + 8
                if size > MOST_BYTES:
                    break
                places[word] = []
            if len(places[word]) < MOST_PLACES:
                places[word].append(f"{place}{weight}")
        place += GAP
    found = set(places)
    parts = [f"'{word}':{','.join(dict.fromkeys(where))}" for word, where in places.items()]
    return " ".join([*parts, *(f"'{mark}'" for mark in marks)]), found
