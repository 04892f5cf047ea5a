"""What the alarm of equal treatment says, and where it leads."""

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.registry import CHANNELS
from shopbell.core.reader import locale
from shopbell.promises.unequal import WEEKS, UnequalNeed

PAGE = "equal"


def unequal_words(noticed: UnequalNeed) -> str:
    said = _("%(need)s: %(worst)s waits %(times)s times as long as %(best)s")
    if noticed.team:
        said = _("%(need)s (%(team)s): %(worst)s waits %(times)s times as long as %(best)s")
    return said % {
        "team": noticed.team,
        "need": noticed.reason,
        "worst": _label(noticed.worst),
        "best": _label(noticed.best),
        "times": format_decimal(round(noticed.times, 1), locale=locale()),
    }


def address_of(noticed: UnequalNeed) -> str:
    """Its figures on the page of equal treatment, of the team alone that it is about."""
    team = f"&team={noticed.team_id}" if noticed.team_id else ""
    return f"{reverse(PAGE)}?weeks={WEEKS}{team}#need-{noticed.reason_id}"


def _label(kind: str) -> str:
    return str(CHANNELS[kind].label) if kind in CHANNELS else kind
