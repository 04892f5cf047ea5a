"""A query that every page asks, written as SQL once instead of each time.

Django writes a query's SQL anew whenever it is asked: a third of a millisecond, which is more than
PostgreSQL needs to answer it. A `Prepared` keeps the SQL and fills in the numbers.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import ValuesIterable, get_related_populators

M = TypeVar("M", bound=models.Model)
STAND_INS: dict[type, Callable[[int], Any]] = {  # what stands for the arguments while the SQL is written
    int: lambda place: (1 << 60) + place,
    str: lambda place: f"\ue000 argument {place}",
    uuid.UUID: lambda place: uuid.UUID(int=(1 << 100) + place),
    datetime: lambda place: datetime(8191, 1, 1, microsecond=place, tzinfo=UTC),
}


class Prepared(Generic[M]):
    """The rows of `build(**arguments)`: a queryset of models with `select_related` and annotations, no prefetches, or
    one of `values`, whose rows are dicts.

    The arguments are whole numbers, texts, UUIDs or aware moments that reach the SQL as they are; whatever else
    shapes the query is fixed when it is first asked: of what an agent may see, keep one for each way of seeing.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], **kinds: type):
        self._build, self._kinds = build, kinds

    def __call__(self, **arguments: int | str | uuid.UUID | datetime) -> list[M]:
        if self._written is None:
            return []
        sql, params, make = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [arguments[param] if is_name else param for is_name, param in params])
            return [make(row) for row in cursor.fetchall()]

    def first(self, **arguments: int | str | uuid.UUID | datetime) -> M | None:
        """The first of the rows; None when there is none."""
        return next(iter(self(**arguments)), None)

    @cached_property
    def _written(self) -> tuple[str, list[tuple[bool, Any]], Callable[[tuple], M]] | None:
        """None when nothing can ever be found, as by who may see nothing at all."""
        stand_ins = {name: STAND_INS[kind](place) for place, (name, kind) in enumerate(self._kinds.items())}
        names = {stand_in: name for name, stand_in in stand_ins.items()}
        rows: Any = self._build(**stand_ins)
        compiler = rows.query.get_compiler("default")
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        filled = [
            (True, names[param]) if isinstance(param, tuple(STAND_INS)) and param in names else (False, param)
            for param in params
        ]
        make: Any = _dict_maker if issubclass(rows._iterable_class, ValuesIterable) else _maker
        return sql, filled, make(compiler)


def _maker(compiler: Any) -> Callable[[tuple], Any]:
    """What makes a model, with its related ones, of a row of `compiler`; the way of Django's own ModelIterable."""
    info, select = compiler.klass_info, compiler.select
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in select[first:last]]
    converters = compiler.get_converters([column for column, *_rest in select])
    populators = get_related_populators(info, select, "default")  # type: ignore[call-arg]
    annotations = list(compiler.annotation_col_map.items())

    def make(row: tuple) -> Any:
        if converters:
            row = next(iter(compiler.apply_converters([row], converters)))
        made = info["model"].from_db("default", names, row[first:last])
        for populator in populators:
            populator.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return make


def _dict_maker(compiler: Any) -> Callable[[tuple], dict[str, Any]]:
    """What makes a dict of a row; the way of Django's own ValuesIterable."""
    names = list(compiler.query.selected)
    converters = compiler.get_converters([column for column, *_rest in compiler.select])

    def make(row: tuple) -> dict[str, Any]:
        if converters:
            row = next(iter(compiler.apply_converters([row], converters)))
        return dict(zip(names, row, strict=True))

    return make
