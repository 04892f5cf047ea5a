"""The community in the configuration file: whether it is open, how it works, and its boards; not what is said there."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.community.community import MOST_HOURS
from shopbell.community.models import Board, Community
from shopbell.core.errors import Refused

from .named import NAMES
from .section import Part, Section, column, pointer


def _put_hours(community: Any, hours: str) -> None:
    """Empty: never."""
    if hours and not (hours.isdecimal() and len(hours) < 4 and int(hours) <= MOST_HOURS):
        raise Refused(_t("Write hours from 0 to %(most)s, or nothing for never.") % {"most": MOST_HOURS})
    community.ticket_after_hours = int(hours) if hours else None


def _hours(community: Any) -> str:
    return "" if community.ticket_after_hours is None else str(community.ticket_after_hours)


COMMUNITY = Section(
    "community",
    "settings-community",
    Community,
    identity=(),
    parts=[
        column("open", bool, "is_on"),
        column("everyone_joins", bool, "is_open_to_all"),
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
        NAMES,
        column("position", int),
        column("everybody_begins", bool, "is_open"),
    ],
    rows=lambda: Board.objects.prefetch_related("names"),
)
SECTIONS = [COMMUNITY, BOARDS]
