"""The community in the configuration file: whether it is open, how it works, and its boards; not what is said there."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.community.community import LONGEST, MOST_HOURS
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


def _put_texts(community: Any, texts: dict[str, Any]) -> None:
    """Greeting and house rules in other languages, by keys such as welcome_de."""
    for key, text in texts.items():
        name, _mark, code = key.partition("_")
        if name not in LONGEST or not code or not isinstance(text, str):
            raise Refused(
                _t("Write texts by their language, such as welcome_de and rules_de; not “%(key)s”.")
                % {"key": key}
            )
        if len(text) > LONGEST[name]:
            raise Refused(_t("“%(key)s” is too long.") % {"key": key})
    community.texts = texts


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
        Part("texts", dict, lambda community: community.texts, _put_texts),
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
