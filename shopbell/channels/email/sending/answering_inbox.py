"""The inbox that a ticket is answered from: as a rule the one it came in by, until an agent chooses another."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import Inbox, TicketInbox, inbox_of
from shopbell.core.errors import Refused
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import changed_since, reverses

from .first_message import sending_inboxes


def may_leave_from(ticket: Ticket) -> list[Inbox]:
    """The inboxes to choose from; none where the ticket came by a chat or a form, to whose inbox it belongs."""
    own = inbox_of(ticket)
    if own and own.channel != "email":
        return []
    return list(sending_inboxes().order_by("name", "pk"))


@transaction.atomic
def change_inbox(ticket: Ticket, inbox: Inbox, *, by) -> Event | None:
    """Have the mails of `ticket` leave from `inbox` from now on; the same again leaves no trace (None).

    What is queued and has not left goes from there, too; answers to earlier mails still find the ticket. Raises Refused
    for an inbox that it cannot leave from.
    """
    ticket.lock()
    if inbox not in may_leave_from(ticket):
        raise Refused(_("This inbox is no longer in use. Choose another to send from."))
    before = TicketInbox.objects.filter(ticket=ticket).values_list("inbox", flat=True).first() or 0
    if before == inbox.pk:
        return None
    _set(ticket, inbox.pk)
    told: dict[str, Any] = {"inbox": inbox.name, "address": inbox.address, "inbox_id": inbox.pk}
    return record(ticket, Verb.INBOX_CHANGED, by=by, before=before, **told)


@reverses(Verb.INBOX_CHANGED, permission=Permission.TICKET_REPLY)
def _change_back(ticket: Ticket, event: Event, *, by) -> None:
    """To the inbox before, or to none of its own."""
    now = TicketInbox.objects.filter(ticket=ticket).values_list("inbox", flat=True).first() or 0
    before = Inbox.objects.filter(pk=event.data["before"]).first()
    if now != event.data["inbox_id"] or bool(event.data["before"]) != bool(before):
        raise changed_since()
    if before:
        _set(ticket, before.pk)
    else:
        TicketInbox.objects.filter(ticket=ticket).delete()
    told: dict[str, Any] = {"inbox": "", "address": "", "inbox_id": 0}
    if before:
        told = {"inbox": before.name, "address": before.address, "inbox_id": before.pk}
    record(ticket, Verb.INBOX_CHANGED, by=by, before=now, undoes=event.pk, **told)


def _set(ticket: Ticket, inbox_id: int) -> None:
    TicketInbox.objects.update_or_create(ticket=ticket, defaults={"inbox_id": inbox_id})
