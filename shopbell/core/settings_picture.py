"""What a row of the settings says, value by value: what their history compares, shows and puts back.

Every column that a form may change is told by itself. What else belongs to a row (its members, its account), or must
be left out, a floor says beside its settings page with `describe`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .blob_key import BlobKey
from .errors import Refused
from .sealed import SealedField

Words = str | Promise
MOST_CHARACTERS = 4_000  # of a value as it is shown


def plainly(value: Any) -> str:
    """A value as people read it; empty when there is none."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(map(plainly, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


@dataclass(frozen=True)
class Facet:
    """One thing that a row says. `read` gives it as JSON holds it, `write` puts such a value back.

    `is_name`: the value is an id, so the words it had are kept beside it. A secret is compared and never kept.
    """

    key: str
    label: Words
    read: Callable[[Any], Any]
    show: Callable[[Any], str] = plainly
    write: Callable[[Any, Any], None] | None = None
    is_name: bool = False
    is_secret: bool = False

    def words(self, value: Any) -> str:
        """`value` as people read it; a row that was made a moment ago said nothing before."""
        return "" if value is None else self.show(value)


@dataclass(frozen=True)
class Description:
    only: frozenset[str] = frozenset()  # the columns that are settings; empty: all that a form may change
    more: tuple[Facet, ...] = ()
    shown: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)  # how a column is read
    part_label: Callable[[str], Words] = str  # of a key in a column that holds several settings
    defaults: Callable[[Any], dict[str, Any]] = lambda row: {}  # what holds for keys that are not set there
    check: Callable[[], None] = lambda: None  # raises Refused when something was put back that must not be


DESCRIPTIONS: dict[type[models.Model], Description] = {}


def describe(model: type[models.Model], *, only=(), more=(), **rest) -> None:
    """Say what belongs to a row of `model`, or is left out; a floor above may say more."""
    known = description_of(model)
    DESCRIPTIONS[model] = replace(known, only=known.only | frozenset(only), more=(*known.more, *more), **rest)


def description_of(model: type[models.Model]) -> Description:
    return DESCRIPTIONS.get(model, Description())


def facets_of(row: models.Model) -> list[Facet]:
    """All that `row` says, in the order of its columns."""
    described = description_of(type(row))
    facets: list[Facet] = []
    for column in type(row)._meta.concrete_fields:
        is_asked = column.name in described.only if described.only else column.editable
        if column.primary_key or not is_asked or isinstance(column, models.DateTimeField):
            continue  # no setting is a moment: those are the desk's own marks
        if isinstance(column, models.JSONField) and column.default is dict:
            keys = {**described.defaults(row), **getattr(row, column.name)}
            facets += [_part(column.name, key, described) for key in sorted(keys)]
        else:
            facets.append(_column(column, described))
    return [*facets, *described.more]


def facet_of(model: type[models.Model], key: str) -> Facet | None:
    """The facet `key` of any row of `model`; None when there is none any more."""
    described = description_of(model)
    name, _dot, part = key.partition(".")
    if known := next((each for each in described.more if each.key == key), None):
        return known
    column = next((each for each in model._meta.concrete_fields if each.name == name), None)
    if column is None:
        return None
    return _part(name, part, described) if part else _column(column, described)


def picture_of(row: models.Model | None) -> dict[str, Any]:
    """Every facet's value by its key; empty when there is no row. Holds secrets: keep nothing of it unasked."""
    return {facet.key: facet.read(row) for facet in facets_of(row)} if row else {}


def many(model: type[models.Model], name: str) -> Facet:
    """The rows that a row of `model` names in its many-to-many `name`."""
    column: Any = model._meta.get_field(name)
    others = column.remote_field.model

    def write(row: models.Model, ids: list[int]) -> None:
        found = others._default_manager.filter(pk__in=ids)
        if len(found) != len(ids):
            raise gone()
        getattr(row, name).set(found)

    return Facet(
        name,
        capfirst(force_str(column.verbose_name)),
        lambda row: sorted(getattr(row, name).values_list("pk", flat=True)),
        lambda ids: ", ".join(map(str, others._default_manager.filter(pk__in=ids))),
        write,
        is_name=True,
    )


def gone() -> Refused:
    return Refused(_("Something that stood here before was deleted since, so this cannot be put back."))


def shortened(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else f"{words[:MOST_CHARACTERS]}…"


def _column(column: Any, described: Description) -> Facet:
    label = capfirst(force_str(column.verbose_name))
    show = described.shown.get(column.name)
    if isinstance(column, models.ForeignKey):
        return Facet(
            column.name,
            label,
            lambda row: getattr(row, column.attname),
            lambda pk: str(column.related_model._default_manager.filter(pk=pk).first() or "") if pk else "",
            lambda row, pk: _point(row, column, pk),
            is_name=True,
        )
    if isinstance(column, SealedField | BlobKey):
        return Facet(column.name, label, lambda row: getattr(row, column.name), is_secret=True)
    if column.choices:
        names = dict(column.flatchoices)
        show = show or (lambda value: str(names.get(value, value)))
    return Facet(
        column.name,
        label,
        lambda row: _as_json(getattr(row, column.name)),
        show or plainly,
        lambda row, value: setattr(row, column.name, column.to_python(value)),
    )


def _as_json(value: Any) -> Any:
    return value if isinstance(value, int | str | list | dict | None) else str(value)


def _point(row: models.Model, column: Any, pk: int | None) -> None:
    if pk is not None and not column.related_model._default_manager.filter(pk=pk).exists():
        raise gone()
    setattr(row, column.attname, pk)


def _part(name: str, key: str, described: Description) -> Facet:
    """One key of a column that holds several settings."""

    def write(row: models.Model, value: Any) -> None:
        rest = {known: each for known, each in getattr(row, name).items() if known != key}
        setattr(row, name, rest if value is None else rest | {key: value})

    return Facet(
        f"{name}.{key}",
        capfirst(force_str(described.part_label(key))),
        lambda row: {**described.defaults(row), **getattr(row, name)}.get(key),
        write=write,
    )
