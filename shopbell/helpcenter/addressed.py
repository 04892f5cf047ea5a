"""What stands at an address with a word of its own, its slug, and is still found at those that it had before.

The address of today comes first: one that something else has taken since leads there.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, QuerySet, Value
from django.http import Http404


class Addressed(models.Model):
    slug: Any
    former_slugs = ArrayField(
        models.SlugField(max_length=80, db_index=False), default=list, db_default=[], editable=False
    )

    class Meta:
        abstract = True

    def save(self, *, update_fields: Any = None, **rest: Any) -> None:
        """Whatever changes the slug keeps the one it had."""
        if self.pk and (update_fields is None or "slug" in update_fields):
            self._keep_former()
            update_fields = update_fields and {*update_fields, "former_slugs"}
        super().save(update_fields=update_fields, **rest)

    def _keep_former(self) -> None:
        rows: Any = type(self)._base_manager
        before = rows.filter(pk=self.pk).values_list("slug", "former_slugs").first()
        if not before:
            return
        old, self.former_slugs = before
        if old != self.slug:
            self.former_slugs = [each for each in self.former_slugs if each not in (old, self.slug)] + [old]
            others = rows.filter(former_slugs__contains=[old]).exclude(pk=self.pk)
            others.update(former_slugs=Func(F("former_slugs"), Value(old), function="array_remove"))


def found_at(rows: QuerySet, slug: str) -> Any:
    """The one of `rows` that has this address, or that had it last while nothing has it now. Raises Http404."""
    found = rows.filter(slug=slug).first()
    if not found and not rows.model._base_manager.filter(slug=slug).exists():
        found = rows.filter(former_slugs__contains=[slug]).first()
    if not found:
        raise Http404
    return found
