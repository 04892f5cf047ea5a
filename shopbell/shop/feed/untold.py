"""What a row leaves out stays as it is: a shop that does not tell a balance or a stock does not wipe it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model


def keep_untold(
    wanted: Sequence[Model],
    rows: Iterable[Any],
    known: Iterable[Model],
    *,
    key: Sequence[str],
    columns: Iterable[str],
) -> None:
    """Give what is `wanted` the values that stand, where its row says nothing of them."""
    standing = {tuple(getattr(each, name) for name in key): each for each in known}
    for each, row in zip(wanted, rows, strict=True):
        old = standing.get(tuple(getattr(each, name) for name in key))
        for name in columns if old is not None else ():
            if name not in row.model_fields_set and name in type(row).model_fields:
                setattr(each, name, getattr(old, name))
