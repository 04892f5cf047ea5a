"""What filters may ask of mail: how its senders stand."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.filter.condition import Asker, Value
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import Choice

from .authenticity.verdict import Standing
from .sender_check import SenderCheck

WORDS = {
    str(Standing.FORGED): _("forged"),
    str(Standing.VERIFIED): _("verified"),
    str(Standing.UNVERIFIED): _("not verified"),
    str(Standing.PENDING): _("being checked"),
}


def _sender(values: Sequence[Value], asker: Asker) -> Q:
    """A mail whose sender stands so is in the ticket."""
    found = SenderCheck.objects.filter(standing__in=values)
    return Q(pk__in=found.values("mail__message__ticket_id"))


def register_fields() -> None:
    register(Field("sender", _("Sender"), Choice(WORDS), _sender, "sender:forged"))
