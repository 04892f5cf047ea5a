"""The fields a filter may name. Each has a name, a label, words that mean the same, a kind, and its question.

`FIELDS` are those of tickets; another floor may keep `Fields` of its own and so have the same language for other
rows. `condition(values, asker)` is a pure function to a `Q` on those rows: any of the values. It joins nothing, so that
no ticket comes twice and the list stays paged by place; what lies in other tables is asked by a subquery. The
question is the same for a list, a count and one ticket.

This floor's fields are in `fields.py`; floors above register theirs in their `apps.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _t

from .condition import Asker, Value, Words
from .kind import Kind
from .misread import folded, misread


@dataclass(frozen=True)
class Field:
    name: str
    label: Words
    kind: Kind
    condition: Callable[[Sequence[Value], Asker], Q]
    example: str  # as it is typed, for the documents and where a value lacks
    synonyms: Sequence[str] = field(default=())


class Fields(dict[str, Field]):
    """The fields of one language by their names; `free` is the one that words without a field belong to."""

    def __init__(self, free: str, at_once: Iterable[str] = ()) -> None:
        super().__init__()
        self.free = free
        self.at_once = frozenset(at_once)  # fields whose values come up without naming the field


FIELDS = Fields(free="subject", at_once=("status", "assignee", "team", "tag"))


def register(new: Field, fields: Fields = FIELDS) -> None:
    fields[new.name] = new


def names_of(known: Field) -> set[str]:
    """Every word that means this field: its name, its label in the reader's language, and its synonyms."""
    return {known.name, folded(str(known.label)).replace(" ", "-"), *known.synonyms}


def field_called(word: str, fields: Fields = FIELDS) -> Field:
    """The field that `word` means. Raises Misread with the nearest one."""
    typed = folded(word)
    found = fields.get(typed) or next((each for each in fields.values() if typed in names_of(each)), None)
    if found is None:
        known = list(fields)  # a synonym stands in no list that somebody could look it up in
        raise misread(
            _t("There is no field “%(word)s”. Put words with a colon into quotes to look for them."),
            word,
            known,
        )
    return found


def on_column(column: str, **words: Callable[[Asker], Q]) -> Callable[[Sequence[Value], Asker], Q]:
    """The question whether a foreign key is one of the ids; `none` and `any` ask whether there is one at all."""
    more = {
        "none": lambda asker: Q(**{f"{column}__isnull": True}),
        "any": lambda asker: Q(**{f"{column}__isnull": False}),
        **words,
    }

    def condition(values: Sequence[Value], asker: Asker) -> Q:
        found = Q(**{f"{column}__in": [value for value in values if isinstance(value, int)]})
        for value in values:
            if isinstance(value, str):
                found |= more[value](asker) if value in more else Q(pk__in=[])
        return found

    return condition
