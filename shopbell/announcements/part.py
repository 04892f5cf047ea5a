"""A part of the service that may be in trouble: the shop itself, payments, a carrier, a product. Named by the shop."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.helpcenter.named import Named


class StatusPart(Named, models.Model):
    slug = models.SlugField(_("in the address"), max_length=60, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    words = ArrayField(
        models.CharField(max_length=40), verbose_name=_("words"), default=list, blank=True,
        help_text="by which somebody who asks about it is recognised",
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]


class StatusPartName(models.Model):
    part = models.ForeignKey(StatusPart, models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["part", "language"], name="status_part_named_once")]

    def __str__(self) -> str:
        return self.name
