"""What filters may ask of channels: on which one the customer wrote last, and by which inbox a ticket came in."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.filter.condition import Asker, Value, Words
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import Choice, Rows

from .inbox import Inbox, TicketInbox
from .registry import CHANNELS


class ChannelKind(Choice):
    """One of the channels that are installed."""

    def __init__(self) -> None:
        pass

    @property
    def words(self) -> Mapping[str, Words]:  # type: ignore[override]
        return {kind: channel.label for kind, channel in CHANNELS.items()}


def _channel(values: Sequence[Value], asker: Asker) -> Q:
    return Q(channel__in=values)


def _inbox(values: Sequence[Value], asker: Asker) -> Q:
    arrived = TicketInbox.objects.filter(ticket=OuterRef("pk"))
    found = Q(Exists(arrived.filter(inbox__in=[value for value in values if isinstance(value, int)])))
    return found | ~Q(Exists(arrived)) if "none" in values else found


def register_fields() -> None:
    inboxes = Rows(
        lambda asker: Inbox.objects.all(),
        {"none": _("none")},
        names=("name", "address"),
        hint=lambda row: row.address,
    )
    register(Field("channel", _("Channel"), ChannelKind(), _channel, "channel:email,chat", ("via",)))
    register(Field("inbox", _("Inbox"), inboxes, _inbox, 'inbox:"Care"', ("mailbox",)))
