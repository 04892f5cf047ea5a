"""Lists that are paged by place: the columns they are sorted by, and the rows that follow a place.

The last column tells any two rows apart, so that no row is shown twice or skipped, whatever came in meanwhile; and
however far somebody scrolls, the next page costs what the first did.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet, Value

Rows = TypeVar("Rows", bound=QuerySet)
PASSED = 20_000  # rows that a walk passes in search of those that count
# the passed rows in their order, each asked for its customer alone: it ends as soon as there are enough
WALK = "select * from ({rows}) passed ({columns}) where exists ({among}) order by {order} limit %s"
# all of them at once; materialized, or the planner walks again and believes that the next hit is near
SORT = "with found ({columns}) as materialized ({rows}) select * from found order by {order} limit %s"


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


def walked_among(rows: QuerySet, keys: list[Key], among: QuerySet, most: int) -> Sequence[Sequence[Any]]:
    """The first `most` of `rows` (an id, then the columns of `keys`) whose id is among those of `among`.

    A walk along the index finds them at once where many count, and would pass hundreds of thousands where hardly one
    does. So it passes some thousands, and if these were not enough all are found together and sorted.
    """
    table = connection.ops.quote_name(among.model._meta.db_table)
    names = [f"c{number}" for number in range(len(keys) + 1)]
    order = ", ".join(
        f"{name} {'desc' if key.is_down else 'asc'}" for name, key in zip(names[1:], keys, strict=True)
    )
    its = among.order_by().extra(where=[f"{table}.id = passed.c0"]).values_list(Value(1))
    column = rows.query.values_select[0]
    every = rows.order_by().filter(**{f"{column}__in": among.order_by().values("pk")})
    try:
        passed, given = ordered(rows, keys)[:PASSED].query.sql_with_params()
        asked, more = its.query.sql_with_params()
        whole, params = every.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        columns = ", ".join(names)
        cursor.execute(
            WALK.format(rows=passed, columns=columns, among=asked, order=order), [*given, *more, most]
        )
        found = cursor.fetchall()
        if len(found) < most:
            cursor.execute(SORT.format(rows=whole, columns=columns, order=order), [*params, most])
            found = cursor.fetchall()
    return found
