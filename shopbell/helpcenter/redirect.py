"""Addresses of before, such as those of a help centre that the shop had elsewhere, and where they lead."""

from typing import Any
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.settings_history import note_change

from .article import Article

PAGE = "settings-help-redirects"
MOST_PATH = 300


class Redirect(models.Model):
    path = models.CharField(
        _("address"),
        max_length=MOST_PATH,
        unique=True,
        help_text=_("What follows /help/, such as hc/en-us/articles/115."),
    )
    article = models.ForeignKey(Article, models.CASCADE, related_name="redirects", verbose_name=_("article"))

    def __str__(self) -> str:
        return f"/help/{self.path}"


def bare_path(address: str) -> str:
    """What follows /help/, also of a whole address that was copied."""
    return urlsplit(address.strip()).path.removeprefix("/help/").strip("/")


@transaction.atomic
def lead(address: str, article: Article, *, by: Any) -> Redirect:
    """Have `address` lead to `article` from now on, wherever it led before. Raises Refused for what is no address."""
    by.require(Permission.SETTINGS_MANAGE)
    path = bare_path(address.replace("\0", ""))
    if not path or len(path) > MOST_PATH:
        raise Refused(_t("Name the address by what follows /help/, in up to 300 characters."))
    hold_until_commit("help redirects")
    row = Redirect.objects.filter(path=path).first() or Redirect(path=path)
    with note_change(PAGE, row, by=agent_or_none(by)):
        row.article = article
        row.save()
    return row


@transaction.atomic
def end_redirect(row: Redirect, *, by: Any) -> None:
    """Let the address lead nowhere."""
    by.require(Permission.SETTINGS_MANAGE)
    with note_change(PAGE, row, by=agent_or_none(by)):
        row.delete()
