"""A category of the help centre: what shoppers want to do, no department of the shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .addressed import Addressed
from .named import Named


class Category(Named, Addressed):
    slug = models.SlugField(_("in the address"), max_length=60, unique=True)
    icon = models.CharField(_("icon"), max_length=40, default="circle-help")
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]


class CategoryName(models.Model):
    category = models.ForeignKey(Category, models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["category", "language"], name="category_named_once")]

    def __str__(self) -> str:
        return self.name
