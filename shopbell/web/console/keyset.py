"""Lists that are paged by place: the columns they are sorted by, and the rows that follow a place.

The last column tells any two rows apart, so that no row is shown twice or skipped, whatever came in meanwhile; and
however far somebody scrolls, the next page costs what the first did.
"""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Q, QuerySet

Rows = TypeVar("Rows", bound=QuerySet)


class Key(NamedTuple):
    """A column that a list is sorted by; where it may be empty, the empty ones come last."""

    name: str
    is_down: bool = False
    is_nullable: bool = False
    kind: type = datetime


def ordered(rows: Rows, keys: list[Key]) -> Rows:
    return rows.order_by(
        *(
            F(key.name).asc(nulls_last=True)
            if key.is_nullable
            else f"-{key.name}"
            if key.is_down
            else key.name
            for key in keys
        )
    )


def behind(keys: list[Key], place: list[Any]) -> Q:
    """Rows that follow `place`. Each first column is bounded by itself too, so that an index starts there."""
    (name, is_down, is_nullable, _kind), value = keys[0], place[0]
    further = Q(**{f"{name}__{'lt' if is_down else 'gt'}": value}) if value is not None else Q()
    if len(keys) == 1:
        return further
    rest = behind(keys[1:], place[1:])
    if not is_nullable:
        return Q(**{f"{name}__{'lte' if is_down else 'gte'}": value}) & (further | rest)
    if value is None:
        return Q(**{name: None}) & rest
    return further | Q(**{name: None}) | (Q(**{name: value}) & rest)
