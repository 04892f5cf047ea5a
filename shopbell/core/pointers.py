"""What points at a row, whichever floor it lives on: for whoever moves all of it to another row."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q


def pointers_at(model: type[models.Model], *, but: set[type[models.Model]]) -> list[models.ForeignKey]:
    """Every column of the product that points at a `model`, save those of the tables in `but`.

    A table with `is_derived` is made of others by the database itself and follows them.
    """
    return [
        field
        for table in apps.get_models()
        for field in table._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is model
        and table not in but
        and not getattr(table, "is_derived", False)
    ]


def move_pointers(
    field: models.ForeignKey, giver: models.Model, taker: models.Model, *, only: list[int] | None = None
) -> list[int]:
    """Point what points at `giver` by `field` to `taker`; returns the ids. `only` limits it to those.

    A row stays when `taker` has its like already: one of a table that holds but one of the kind.
    """
    every = field.model._base_manager
    rows = every.filter(**{field.name: giver}).exclude(has_its_like(field, taker))
    if only is not None:
        rows = rows.filter(pk__in=only)
    ids = sorted(rows.values_list("pk", flat=True))
    every.filter(pk__in=ids).update(**{field.name: taker})
    return ids


def give_way(field: models.ForeignKey, giver: models.Model, taker: models.Model) -> list[int]:
    """Let the rows that would stay give way, in a table that says how (`gives_way`: column → before and after), so that
    they move with the others; returns their ids."""
    every, way = field.model._base_manager, getattr(field.model, "gives_way", {})
    if not way:
        return []
    rows = every.filter(has_its_like(field, taker), **{field.name: giver})
    ids = sorted(rows.values_list("pk", flat=True))
    every.filter(pk__in=ids).update(**{column: after for column, (_before, after) in way.items()})
    return ids


def stand_again(field: models.ForeignKey, owner: models.Model, ids: list[int]) -> None:
    """Undo `give_way` for what `owner` has of `ids` again, unless something else has its place now."""
    every, way = field.model._base_manager, getattr(field.model, "gives_way", {})
    before = {column: value for column, (value, _after) in way.items()}
    if ids and not every.filter(**{field.name: owner}, **before).exists():
        every.filter(pk__in=ids[:1], **{field.name: owner}).update(**before)


def has_its_like(field: models.ForeignKey, taker: models.Model) -> Q:
    """The rows that cannot point at `taker`, which has one of the kind already."""
    there, found = field.model._base_manager.filter(**{field.name: taker}), Q(pk__in=[])
    for names, condition in _unique_sets(field):
        alike = {name: OuterRef(name) for name in names if name != field.name}
        found |= condition & Q(Exists(there.filter(condition, **alike)))
    return found


def _unique_sets(field: models.ForeignKey) -> list[tuple[list[str], Q]]:
    """The sets of columns with `field` among them of which its table has no two alike, and among which rows."""
    about = field.model._meta
    together = [(list(names), Q()) for names in about.unique_together]
    together += [
        (list(each.fields), each.condition or Q())
        for each in about.constraints
        if isinstance(each, models.UniqueConstraint)
    ]
    alone = [([field.name], Q())] if field.unique else []
    return alone + [(names, condition) for names, condition in together if field.name in names]
