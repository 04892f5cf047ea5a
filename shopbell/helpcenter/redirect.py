"""Addresses of before, such as those of a help centre that the shop had elsewhere, and where they lead."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.settings_history import note_change

from .article import Access, Article
from .category import Category
from .guides.guide import Guide
from .leading import Place
from .old_address import MOST_PATH, old_path, paths_asked

PAGE = "settings-help-redirects"


class Redirect(models.Model):
    """It leads to one of the four."""

    path = models.CharField(
        _("address"),
        max_length=MOST_PATH,
        unique=True,
        help_text=_(
            "Its path, such as hc/en-us/articles/115: asked for below /help/ or without it. What stands before the "
            "path of a whole address is left out."
        ),
    )
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="redirects", verbose_name=_("article")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    guide = models.ForeignKey(
        Guide, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("guide")
    )
    policy = models.CharField(_("policy"), max_length=40, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"/{self.path}"

    def lead_to(self, place: Place) -> None:
        self.article = self.category = self.guide = None
        self.policy = ""
        setattr(self, place.column, place.value)


@transaction.atomic
def lead(address: str, article: Article, *, by: Any) -> Redirect:
    """Have `address` lead to `article` from now on, wherever it led before. Raises Refused for what is no address."""
    by.require(Permission.SETTINGS_MANAGE)
    return _lead(old_path(address), Place("article", article, ""), by)


@transaction.atomic
def lead_on(path: str, place: Place | None, *, by: Any) -> None:
    """Have a page of ours that was taken back lead to `place`, else nowhere. Raises Refused while readers find it."""
    by.require(Permission.HELP_PUBLISH)
    path = old_path(path)
    row = redirect_at(path)
    if place:
        _lead(row.path if row else path, place, by)
    elif row:
        _end(row, by)


def redirect_at(path: str) -> Redirect | None:
    """The one that leads on from `path`, in another language too where a page of ours was."""
    asked = paths_asked(path)
    rows = Redirect.objects.select_related("article", "category", "guide").filter(path__in=asked)
    return min(rows, key=lambda row: asked.index(row.path), default=None)


def _lead(path: str, place: Place, by: Any) -> Redirect:
    if getattr(place.value, "access", "") == Access.AGENTS:
        raise Refused(_t("No shopper may read that: it is for agents. Choose what they find."))
    hold_until_commit("help redirects")
    row = Redirect.objects.filter(path=path).first() or Redirect(path=path)
    with note_change(PAGE, row, by=agent_or_none(by)):
        row.lead_to(place)
        row.save()
    return row


@transaction.atomic
def end_redirect(row: Redirect, *, by: Any) -> None:
    """Let the address lead nowhere."""
    by.require(Permission.SETTINGS_MANAGE)
    _end(row, by)


def _end(row: Redirect, by: Any) -> None:
    with note_change(PAGE, row, by=agent_or_none(by)):
        row.delete()
