"""One mail to several inboxes of the desk: one message in one ticket, as its writer meant it.

The ticket belongs to the inbox that the mail names first, among those that it truly came to; its timeline names the
others. See `docs/decisions/0026-one-mail-is-one-ticket.md`.
"""

from shopbell.channels.inbox import Inbox, inbox_of
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from ..parse import Inbound
from ..raw_mail import RawMail
from ..recipient import leads_to


def first_named_inbox(raw: RawMail, inbound: Inbound) -> Inbox | None:
    """The inbox of a new ticket: of those that this mail came to, the one that stands first in To and Cc."""
    named = [each.address for each in [*inbound.to, *inbound.cc][:200]]
    if raw.inbox is None or not named or leads_to(raw.inbox, named[0]):
        return raw.inbox
    copies = RawMail.objects.filter(fingerprint=raw.fingerprint, inbox__isnull=False).order_by("pk")
    came_to = {copy.inbox for copy in copies.select_related("inbox__team") if copy.inbox}
    if len(came_to) < 2:
        return raw.inbox
    return next((inbox for each in named for inbox in came_to if leads_to(inbox, each)), raw.inbox)


def note_other_inbox(ticket: Ticket, inbox: Inbox | None) -> None:
    """Tell `ticket` that a mail of it came to `inbox` too; once for each."""
    arrival = inbox_of(ticket)
    if inbox is None or arrival is None or arrival == inbox or arrival.channel != inbox.channel:
        return
    if not ticket.events.filter(verb=Verb.ALSO_ARRIVED, data__inbox_id=inbox.pk).exists():
        record(ticket, Verb.ALSO_ARRIVED, inbox=inbox.name, inbox_id=inbox.pk)
