"""What a row leaves out stays as it is: a shop that does not tell a balance or a stock does not wipe it. What it tells
again as it told it before is no news either: what the desk has moved since stays."""

from collections.abc import Iterable, Sequence
from itertools import repeat
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


def keep_moved(
    wanted: Sequence[Model],
    known: Iterable[Model],
    *,
    key: Sequence[str],
    column: str,
    is_told: Iterable[bool] = repeat(True),
) -> None:
    """Give what is `wanted` the figure that stands, unless another is told than was told last (`told_…`)."""
    standing, told = {tuple(getattr(each, name) for name in key): each for each in known}, f"told_{column}"
    for each, is_said in zip(wanted, is_told, strict=False):
        old = standing.get(tuple(getattr(each, name) for name in key))
        figure = getattr(each, column)
        setattr(each, told, figure)
        if old is not None and (not is_said or getattr(old, told) == figure):
            setattr(each, told, getattr(old, told))
            setattr(each, column, getattr(old, column))
