"""The community in the configuration file: whether it is open, how it works, and its boards; not what is said there."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.community.community import MOST_HOURS
from shopbell.community.models import Board, BoardName, Community
from shopbell.core.errors import Refused

from .section import Part, Section, column, pointer


def _put_hours(community: Any, hours: str) -> None:
    """Empty: never."""
    if hours and not (hours.isdecimal() and len(hours) < 4 and int(hours) <= MOST_HOURS):
        raise Refused(_t("Write hours from 0 to %(most)s, or nothing for never.") % {"most": MOST_HOURS})
    community.ticket_after_hours = int(hours) if hours else None


def _hours(community: Any) -> str:
    return "" if community.ticket_after_hours is None else str(community.ticket_after_hours)


def _names(board: Any) -> dict[str, list[str]]:
    return {name.language: [name.name, name.description] for name in board.names.order_by("language")}


def _put_names(board: Any, said: dict[str, Any]) -> None:
    for language, name in said.items():
        if not (isinstance(name, list) and len(name) == 2 and all(isinstance(each, str) for each in name)):
            raise Refused(_t("Write a name and a line about it in “%(code)s”.") % {"code": language})
    board.names.exclude(language__in=said).delete()
    for language, (name, about) in said.items():
        row = board.names.filter(language=language).first() or BoardName(board=board, language=language)
        row.name, row.description = name, about
        row.full_clean()
        row.save()


COMMUNITY = Section(
    "community",
    "settings-community",
    Community,
    identity=(),
    parts=[
        column("open", bool, "is_on"),
        column("welcome"),
        column("rules"),
        column("looked_at_first", int),
        Part("ticket_after_hours", str, _hours, _put_hours),
        column("asks_products_at_once", bool),
        pointer("team", Team),
    ],
    rows=lambda: Community.objects.filter(pk=1).select_related("team"),
    fresh=Community.current,
)
BOARDS = Section(
    "community_boards",
    "settings-community-boards",
    Board,
    identity=("slug",),
    needed=("slug",),
    parts=[
        column("slug"),
        column("icon"),
        Part("names", dict, _names, _put_names, late=True),
        column("position", int),
        column("everybody_begins", bool, "is_open"),
    ],
    rows=lambda: Board.objects.prefetch_related("names"),
)
SECTIONS = [COMMUNITY, BOARDS]
