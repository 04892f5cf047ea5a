"""Addresses of before, such as those of a help centre that the shop had elsewhere, and where they lead."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Redirect(models.Model):
    path = models.CharField(
        _("address"),
        max_length=300,
        unique=True,
        help_text=_("What follows /help/, such as hc/en-us/articles/115."),
    )
    article = models.ForeignKey(Article, models.CASCADE, related_name="redirects", verbose_name=_("article"))

    def __str__(self) -> str:
        return f"/help/{self.path}"
