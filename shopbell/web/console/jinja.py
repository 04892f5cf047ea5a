"""What the console's templates have besides: channels by their kind, waits, places, languages and months in words."""

import zoneinfo
from collections.abc import Iterable
from datetime import datetime

from babel.dates import format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import gettext as _
from jinja2 import Environment
from markupsafe import Markup

from shopbell.channels.registry import CHANNELS, Channel
from shopbell.core.number import percent
from shopbell.core.reader import country_name, language_name, locale
from shopbell.tickets.bulk_action import actions_of
from shopbell.tickets.translator import translator

from ..jinja import icon
from .promise import promise_badge, promise_of
from .waiting import waits


def channel(kind: str) -> Channel:
    """The channel `kind`; for one whose package is gone, a channel of that name, so that old tickets still show."""
    return CHANNELS.get(kind) or Channel(
        kind, kind.replace("_", " ").capitalize() or _("Unknown"), icon="message-square"
    )


def channels(kinds: Iterable[str]) -> dict[str, Markup]:
    """Glyph and name of each of these channels, made once for a whole list."""
    found = {kind: channel(kind) for kind in set(kinds)}
    return {kind: icon(each.icon, size="small") + str(each.label) for kind, each in found.items()}


def status_tone(status: str) -> str:
    """The colour of a status: what wants an agent, what rests, what is done."""
    return {"new": "brass", "open": "calm"}.get(status, "done")


def local_time(zone: str) -> str:
    """What the clock says now in `zone`; empty for an unknown one."""
    try:
        return format_time(datetime.now(zoneinfo.ZoneInfo(zone)), "short", locale=locale())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def month(moment: datetime) -> str:
    """Month and year, in the reader's zone."""
    return format_skeleton("yMMMM", timezone.localtime(moment), locale=locale())


def has_translator() -> bool:
    """Whether messages can be translated."""
    return translator() is not None


def install(environment: Environment) -> None:
    environment.globals.update(
        bulk_actions=actions_of,
        channel=channel,
        channels=channels,
        country=country_name,
        has_translator=has_translator,
        language_name=language_name,
        local_time=local_time,
        month=month,
        percent=percent,
        promise_badge=promise_badge,
        promise_of=promise_of,
        status_tone=status_tone,
        waits=waits,
    )
