"""What the alarm of equal treatment says, and where it leads."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.registry import CHANNELS
from shopbell.promises.unequal import WEEKS, UnequalNeed

PAGE = "equal"


def unequal_words(noticed: UnequalNeed) -> str:
    return _("%(need)s: %(worst)s waits %(times)s times as long as %(best)s") % {
        "need": noticed.reason,
        "worst": _label(noticed.worst),
        "best": _label(noticed.best),
        "times": f"{noticed.times:.1f}",
    }


def address_of(noticed: UnequalNeed) -> str:
    """Its figures on the page of equal treatment."""
    return f"{reverse(PAGE)}?weeks={WEEKS}#need-{noticed.reason_id}"


def _label(kind: str) -> str:
    return str(CHANNELS[kind].label) if kind in CHANNELS else kind
