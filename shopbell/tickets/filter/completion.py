"""Completion: what may follow what was typed so far. First fields, then the values of the field, then the next.

Only what the asker may see is offered. A suggestion holds the whole text as it will be, so that the screen
needs to know nothing of the language.
"""

from typing import NamedTuple

from shopbell.core.storable import storable_name

from .condition import Asker, Suggestion
from .field import FIELDS, Field, Fields, field_called, names_of
from .language import Piece, pieces, quoted
from .misread import Misread, folded

EACH = 3
ALL_WORDS = 2  # letters from which on values without a field are looked for


class Offer(NamedTuple):
    """One line of the completion: `text` as the filter line will read; `goes_on` while a value is still to come."""

    text: str
    label: str
    hint: str
    goes_on: bool


def offers_for(text: str, asker: Asker, fields: Fields = FIELDS) -> list[Offer]:
    """What may follow `text`, which ends where the caret stands."""
    text = storable_name(text)[:2_000]
    typed = pieces(text)
    last = typed[-1] if typed and typed[-1].end == len(text) else None
    if last is None:
        return _fields(text, "", asker, fields)
    begun = last.words[-1].text if last.words and last.begun < last.end else ""
    if last.name is None:
        if last.words[-1].is_quoted:
            return []
        return _fields(text[: last.begun], begun, asker, fields)
    return _values(text, last, begun, asker, fields)


def _fields(before: str, begun: str, asker: Asker, fields: Fields) -> list[Offer]:
    wanted = folded(begun)
    begin = [field for field in fields.values() if any(name.startswith(wanted) for name in names_of(field))]
    begin.sort(
        key=lambda field: not field.name.startswith(wanted)
    )  # those only meant by another word come last
    found = [Offer(f"{before}{field.name}:", str(field.label), field.example, True) for field in begin]
    if len(wanted) < ALL_WORDS:
        return found
    return found + [
        _offer(f"{before}{field.name}:", each, f"{field.label}")
        for field in fields.values()
        if field.name in fields.at_once
        for each in field.kind.suggest(begun, asker)[:EACH]
    ]


def _values(text: str, last: Piece, begun: str, asker: Asker, fields: Fields) -> list[Offer]:
    field = _field(last.name or "", fields)
    if field is None:
        return []
    return [_offer(text[: last.begun], each, each.hint) for each in field.kind.suggest(begun, asker)]


def _offer(before: str, each: Suggestion, hint: str) -> Offer:
    return Offer(f"{before}{quoted(each.word)} ", each.label, hint, False)


def _field(name: str, fields: Fields) -> Field | None:
    try:
        return field_called(name, fields)
    except Misread:
        return None
