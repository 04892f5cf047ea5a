"""Unsending: a reply that is still held never leaves. What becomes of its words is `taking_back.py`.

It is held for a few seconds, and for as long as a floor above says that nothing of it has left (`WAITING`).
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .answer_policy import let_go
from .event import Event, Verb, record
from .list_columns import restore_ticket_columns
from .message import Message
from .status import VERBS, Status, set_status
from .ticket import Ticket

WAITING: list[Callable[[Message], bool]] = []  # called with the message locked: whether it waits, all of it


def is_held(message: Message) -> bool:
    """Whether nothing of the reply has left, nor may at this moment."""
    if message.held_until and message.held_until > timezone.now():
        return True
    return any(waits(message) for waits in WAITING)


@transaction.atomic
def unsend_reply(message: Message, *, by: Agent) -> Message:
    """Take a reply back while it is held, and the status that was set with it; its deliveries never leave.

    Raises Refused when the time has passed or somebody else wrote it.
    """
    message.ticket.lock()
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.unsent_at:
        return message
    if message.agent_id != by.pk:
        raise Refused(_("Only who wrote a reply can take it back."))
    if not is_held(message):
        raise Refused(_("It is too late: the reply is on its way."))
    message.unsent_at = timezone.now()
    message.save(update_fields=["unsent_at"])
    replied = message.ticket.events.filter(message=message, verb=Verb.REPLIED).first()
    undone = _unset_status(message.ticket, replied, by=by)
    restore_ticket_columns(message.ticket)
    _be_new_again(message.ticket, replied, undone)
    if replied:
        let_go(message.ticket, replied, by=by)
    record(message.ticket, Verb.UNSENT, by=by, message=message)
    return message


def _unset_status(ticket: Ticket, replied: Event | None, *, by: Agent) -> Event | None:
    """Undo the status that was set in the transaction of the reply, unless it was changed since."""
    last = _status_events(ticket).order_by("pk").last()
    if replied and last and last.xid == replied.xid and last.pk > replied.pk:
        return set_status(ticket, last.data["before"], by=by, undoes=last.pk)
    return None


def _be_new_again(ticket: Ticket, replied: Event | None, undone: Event | None) -> None:
    """A ticket that this answer, its first, had made open; not one whose status somebody set besides."""
    if replied is None or ticket.status != Status.OPEN or ticket.first_replied_at:
        return
    own = {event.xid for event in (replied, undone) if event}
    if not _status_events(ticket).exclude(pk__gt=replied.pk, xid__in=own).exists():
        ticket.status = Status.NEW
        ticket.save(update_fields=["status", "updated_at"])


def _status_events(ticket: Ticket) -> QuerySet[Event]:
    return ticket.events.filter(verb__in=[*VERBS.values(), Verb.REOPENED])
