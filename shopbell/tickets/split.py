"""Splitting: a message that is another matter goes on in a ticket of its own, alone or with all that came after it.

The new ticket is linked to where it came from, and answers to what moved find it. Merging it back is the undo.
Floors above give it what they keep per ticket: `WITNESSES`.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.length import uncut

from .event import Event, Verb, event_of, record, write_events
from .link import LinkKind, link_tickets
from .list_columns import answers_among, restore_ticket_columns
from .message import Kind, Message
from .message_move import move_messages
from .ticket import Ticket, one_line, refuse_merged

# called in the same transaction: (old ticket, new ticket, ids of the messages that moved)
WITNESSES: list[Callable[[Ticket, Ticket, list[int]], None]] = []


@transaction.atomic
def split_ticket(message: Message, *, and_later: bool = False, subject: str = "", by: Agent) -> Ticket:
    """Let `message` (and all that came later) go on in a new ticket; returns it.

    It belongs to the customer who wrote, has the old one's team, assignee, reason and language. Raises Refused when
    nothing would be left behind, for a message that was taken back or still may be, in a merged ticket, and for a
    subject that is too long.
    """
    old = message.ticket
    old.lock()
    refuse_merged(old)
    messages = old.messages.filter(_from(message) if and_later else Q(pk=message.pk), unsent_at=None)
    moving = list(messages.select_related("customer").order_by("created_at", "pk"))
    if not moving:  # somebody else was quicker
        raise Refused(_("This message has left the ticket. Load the page again."))
    if any(each.held_until and each.held_until > timezone.now() for each in moving):
        raise Refused(_("A reply can still be taken back. Split in a few seconds."))
    if not old.messages.filter(unsent_at=None).exclude(pk__in=[each.pk for each in moving]).exists():
        raise Refused(_("Nothing would be left behind: this already is a ticket of its own."))
    new = _new_ticket(old, moving, subject)
    write_events(new, _beginning(new, old, moving, by))
    ids, _renamed = move_messages(messages, new)
    restore_ticket_columns(new)
    restore_ticket_columns(old)
    record(old, Verb.SPLIT, by=by, other_id=new.pk, subject=str(new), count=len(ids), messages=ids)
    link_tickets(new, old, LinkKind.SPLIT, by=by)
    for witness in WITNESSES:
        witness(old, new, ids)
    return new


def _from(message: Message) -> Q:
    return Q(created_at=message.created_at, pk__gte=message.pk) | Q(created_at__gt=message.created_at)


def _beginning(new: Ticket, old: Ticket, moving: list[Message], by: Agent) -> list[Event]:
    """What the new ticket tells of itself; also whether its customer was answered there, and how it stands."""
    by_agents = Message.objects.filter(pk__in=[each.pk for each in moving], agent__isnull=False)
    told: dict[str, Any] = {
        "messages": sorted(each.pk for each in moving),
        "is_answered": answers_among(by_agents.filter(kind=Kind.REPLY)).exists(),
        "after": str(new.status),
    }
    return [
        event_of(new, Verb.CREATED, by=by, channel=new.channel),
        event_of(new, Verb.SPLIT_OFF, by=by, other_id=old.pk, subject=str(old), **told),
    ]


def _new_ticket(old: Ticket, moving: list[Message], subject: str) -> Ticket:
    from_customer = next((each for each in moving if each.is_from_customer), None)
    replies = [each for each in moving if each.kind == Kind.REPLY]
    return Ticket.objects.create(
        subject=uncut(one_line(subject), 1000) or old.subject,
        status=old.status if old.is_unsolved else "open",
        channel=replies[-1].channel if replies else old.channel,
        customer=(from_customer.customer if from_customer else None) or old.customer,
        team=old.team,
        assignee=old.assignee,
        reason=old.reason,
        language=old.language,
        created_at=moving[0].created_at,
        last_message_at=moving[-1].created_at,
    )
