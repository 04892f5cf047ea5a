"""A column that holds the key of a blob. What no such column names is swept from the object store in time."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models


class BlobKey(models.CharField):
    """The key that `blob.put` returned, or empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 64} | kwargs))

    def deconstruct(self):
        """To the database it is any column of text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def blob_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of a table that may refer to a blob."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, BlobKey) and not model._meta.proxy:
                yield model, field.name


def named_keys(keys: list[str]) -> set[str]:
    """Those of `keys` that some row names."""
    named: set[str] = set()
    for model, column in blob_columns():
        rows = model._base_manager.filter(**{f"{column}__in": keys})
        named.update(rows.values_list(column, flat=True))
    return named
