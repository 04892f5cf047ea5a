"""Bringing a table in step with rows from elsewhere: what is new is added, what differs is changed, the rest is left.

Comparing first costs one read and saves every write that would change nothing, so a second run leaves no
trace, not even in the write-ahead log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

BATCH = 1000


@dataclass
class Tally:
    """What became of the rows."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same


@dataclass
class Summary:
    """What an import did, by noun."""

    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def is_unchanged(self) -> bool:
        return not any(tally.new or tally.changed or tally.gone for tally in self.tallies.values())

    def sentence(self) -> str:
        if self.is_unchanged:
            return "Nothing had changed since the last time."
        parts = [
            f"{tally.total} {noun} ({tally.new} new, {tally.changed} changed)"
            for noun, tally in self.tallies.items()
        ]
        return f"Loaded {', '.join(parts)}."


def upsert(
    wanted: Sequence[Model],
    *,
    among: QuerySet,
    key: Iterable[str],
    columns: Sequence[str],
    prune: bool = False,
) -> Tally:
    """Make the rows `among` be `wanted`: known by `key`, compared by `columns` (names as in the database).

    Every row of `wanted` has its primary key afterwards. With `prune` what is among them and not wanted is deleted.
    """
    key = tuple(key)
    known = {_values(row, key): row for row in among}
    new, changed, tally = [], [], Tally()
    for row in wanted:
        old = known.pop(_values(row, key), None)
        if old is None:
            new.append(row)
            continue
        row.pk = old.pk
        if _values(old, columns) != _values(row, columns):
            changed.append(row)
    manager = among.model._base_manager
    manager.bulk_create(new, batch_size=BATCH)
    if changed:
        manager.bulk_update(changed, [_field(among.model, name) for name in columns], batch_size=BATCH)
    if prune and known:
        tally.gone = manager.filter(pk__in=[row.pk for row in known.values()]).delete()[0]
    tally.new, tally.changed = len(new), len(changed)
    tally.same = len(wanted) - tally.new - tally.changed
    return tally


def _values(row: Model, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _field(model: type[Model], attribute: str) -> str:
    """The field behind a column: `customer` for `customer_id`."""
    return next(field.name for field in model._meta.concrete_fields if field.attname == attribute)
