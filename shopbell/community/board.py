"""A board of the community: what its topics are about, named in each language of the help centre."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shopbell.helpcenter.addressed import Addressed
from shopbell.helpcenter.named import Named


class Board(Named, Addressed):
    slug = models.SlugField(_("in the address"), max_length=60, unique=True)
    icon = models.CharField(_("icon"), max_length=40, default="messages-square")
    position = models.PositiveIntegerField(_("position"), default=0)
    is_open = models.BooleanField(_("everybody may begin topics"), default=True)

    class Meta:
        ordering = ["position", "pk"]


class BoardName(models.Model):
    board = models.ForeignKey(Board, models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["board", "language"], name="board_named_once")]

    def __str__(self) -> str:
        return self.name
