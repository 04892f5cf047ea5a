"""The filter line above a list: what is typed narrows it, and stands there again as chips.

The line is part of the address (`?filter=`), so that a list can be shared: who opens it sees of it what they may.
"""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from shopbell.tickets.filter.condition import Asker, Condition, Filter
from shopbell.tickets.filter.field import FIELDS, Fields
from shopbell.tickets.filter.language import parse, write, write_one
from shopbell.tickets.filter.misread import Misread

from .queue import Queue


@dataclass(frozen=True)
class Chip:
    """A condition as people read it, its text, and the text of the filter without it (None where it stays)."""

    label: str
    values: str
    text: str
    is_not: bool
    without: str | None = None


@dataclass(frozen=True)
class FilterLine:
    """What the line shows: chips, the text still being typed, and why that cannot be understood."""

    chips: list[Chip] = field(default_factory=list)
    fixed: list[Chip] = field(default_factory=list)  # conditions of a saved view
    entry: str = ""
    trouble: str = ""
    is_unreadable: bool = (
        False  # the address itself cannot be understood: nothing is shown rather than too much
    )


def read_line(
    asker: Asker, *, text: str = "", added: str = "", fields: Fields = FIELDS
) -> tuple[Filter, FilterLine]:
    """The conditions of the filter `text` and of what was `added` to it, and the line that says so.

    What cannot be understood narrows nothing: the line holds it with the reason.
    """
    entry, trouble, is_unreadable = "", "", False
    try:
        found = parse(f"{text} {added}", asker, fields)
    except Misread as misread:
        trouble = str(misread)
        try:
            found, entry = parse(text, asker, fields), added.strip()
        except Misread:
            found, entry, is_unreadable = (), f"{text} {added}".strip(), True
    return found, FilterLine(chips_of(found, asker, fields), [], entry, trouble, is_unreadable)


def chips_of(found: Filter, asker: Asker, fields: Fields = FIELDS) -> list[Chip]:
    return [_chip(each, asker, fields, found) for each in found]


def narrowed(queue: Queue, asker: Asker, *, text: str = "", added: str = "") -> tuple[Queue, FilterLine]:
    """`queue` narrowed by the filter `text` and by what was `added` to it, and the line that says so."""
    found, line = read_line(asker, text=text, added=added)
    queue = replace(queue, narrowing=found, typed=write(found, asker))
    fixed = [_chip(each, asker, FIELDS) for each in queue.filter] if queue.view else []
    return queue, replace(line, fixed=fixed)


def _chip(condition: Condition, asker: Asker, fields: Fields, among: Filter | None = None) -> Chip:
    known = fields.get(condition.field)
    values = [known.kind.label(value, asker) if known else str(value) for value in condition.values]
    return Chip(
        str(known.label) if known else condition.field,
        _(" or ").join(values),
        write_one(condition, asker, fields),
        condition.is_not,
        None if among is None else write([each for each in among if each != condition], asker, fields),
    )
