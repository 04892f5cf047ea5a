"""What an agent typed into the search, taken apart: the words, and conditions as filter lines of tickets know them."""

from dataclasses import dataclass

from shopbell.core.storable import storable_name
from shopbell.tickets.filter.condition import Asker, Condition, Filter
from shopbell.tickets.filter.field import FIELDS, names_of
from shopbell.tickets.filter.language import parse, pieces
from shopbell.tickets.filter.misread import Misread, folded

from .ask import MOST_CHARACTERS


@dataclass(frozen=True)
class Typed:
    """`trouble` is the sentence about the first condition that cannot be understood; it narrows nothing."""

    text: str
    words: str
    conditions: Filter = ()
    trouble: str = ""


def read_typed(text: str, asker: Asker) -> Typed:
    """What `text` means to `asker`. It never raises.

    Without conditions the words are just what was typed. What only looks like one (an address, “Re:”) stays among the
    words; what names a field, but no value that it knows, does not.
    """
    text = storable_name(text)[:MOST_CHARACTERS]
    words, trouble, place = "", "", 0
    conditions: list[Condition] = []
    for piece in pieces(text):
        typed, place = text[place : piece.end], piece.end
        if piece.name is None:
            words += typed
            continue
        try:
            conditions += parse(typed, asker)
        except Misread as misread:
            trouble = trouble or str(misread)
            words += "" if _is_field(piece.name) else typed
    return Typed(text, words, tuple(dict.fromkeys(conditions)), trouble)


def _is_field(name: str) -> bool:
    return any(folded(name) in names_of(field) for field in FIELDS.values())
