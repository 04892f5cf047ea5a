"""What points at a row, whichever floor it lives on: for whoever moves all of it to another row."""

from django.apps import apps
from django.db import models


def pointers_at(model: type[models.Model], *, but: set[type[models.Model]]) -> list[models.ForeignKey]:
    """Every column of the product that points at a `model`, save those of the tables in `but`."""
    return [
        field
        for table in apps.get_models()
        for field in table._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model and table not in but
    ]
