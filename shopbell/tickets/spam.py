"""Spam: a ticket that nobody should have to answer. It leaves every queue and stands in a view of its own.

It comes back by itself when its customer writes again, unless they are blocked: what was marked by mistake must
not swallow a second letter as well. What was held back meanwhile (the acknowledgement, the news of it) is made up for
by the reactions to `unmarked_spam`. Agents' judgements teach the filter of the e-mail channel.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.core.prepared import Prepared
from shopbell.customers.block import block_customer, is_customer_blocked, unblock_customer

from .event import Event, Verb, record
from .ticket import Ticket
from .undo import reverses


class Spam(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="spam")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


MARK = Prepared(lambda ticket: Spam.objects.filter(ticket=ticket), ticket=int)


def is_spam(ticket: Ticket) -> bool:
    return MARK.first(ticket=ticket.pk) is not None


def more_facts(ticket: Ticket, agent) -> dict[str, Any]:
    """What the items of the menu More must know."""
    is_blocked = agent.may(Permission.CUSTOMER_BLOCK) and is_customer_blocked(ticket.customer_id)
    return {"is_spam": ticket.is_spam, "is_blocked": is_blocked}


@transaction.atomic
def mark_spam(ticket: Ticket, *, by=None, **data) -> Event | None:
    """Take `ticket` out of the queues; twice leaves no trace. `by` None: it came from somebody who is blocked.

    `held` in `data` says that it never was in a queue.
    """
    ticket.lock()
    agent = by if by and not isinstance(by, str) else None
    if not Spam.objects.get_or_create(ticket=ticket, defaults={"agent": agent})[1]:
        return None
    return record(ticket, Verb.MARKED_SPAM, by=by, before=False, **data)


@transaction.atomic
def unmark_spam(ticket: Ticket, *, by=None, cause: Event | None = None, **data) -> Event | None:
    """Put `ticket` back into its queue; it leaves no trace when it was not spam."""
    ticket.lock()
    if not Spam.objects.filter(ticket=ticket).delete()[0]:
        return None
    return record(ticket, Verb.UNMARKED_SPAM, by=by, cause=cause, before=True, **data)


@reverses(Verb.MARKED_SPAM, Verb.UNMARKED_SPAM, permission=Permission.TICKET_UPDATE)
def _judge_as_before(ticket: Ticket, event: Event, *, by) -> None:
    (mark_spam if event.data["before"] else unmark_spam)(ticket, by=by, undoes=event.pk)


def was_answered(customer_id: int) -> bool:
    """Whether an agent has answered a ticket of this customer. Plain SQL: every mail of a stranger asks."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, [customer_id])
        return cursor.fetchone() is not None


ANSWERED = "select 1 from tickets_ticket where customer_id = %s and first_replied_at is not null limit 1"


def began_held(ticket: Ticket) -> bool:
    """Whether `ticket` was spam from its beginning, in nobody's queue."""
    return ticket.events.filter(verb=Verb.MARKED_SPAM, data__held=True).exists()


def was_held(unmarked: Event) -> bool:
    """Whether the ticket comes into a queue for the first time by this event, which says that it is no spam."""
    marks = Event.objects.filter(ticket=unmarked.ticket_id, verb=Verb.MARKED_SPAM, pk__lt=unmarked.pk)
    last = marks.exclude(data__has_key="undoes").order_by("pk").last()  # an undo judges nothing anew
    return last is not None and bool(last.data.get("held"))


def leave_spam_when_written(ticket: Ticket, received: Event) -> None:
    """The customer wrote again (`received`): unless they are blocked, it is worth a look."""
    if is_spam(ticket) and not is_customer_blocked(ticket.customer_id):
        unmark_spam(ticket, cause=received)


@transaction.atomic
def block_sender(ticket: Ticket, *, reason: str = "", until: datetime | None = None, by) -> None:
    """Block the ticket's customer by all that they are known by, and mark the ticket as spam."""
    ticket.lock()
    block_customer(ticket.customer, reason=reason, until=until, by=by)
    record(ticket, Verb.BLOCKED, by=by, reason=reason, until=until)
    mark_spam(ticket, by=by, blocked=True)


@transaction.atomic
def unblock_sender(ticket: Ticket, *, by) -> None:
    """Let the ticket's customer write again, and put the ticket back into its queue."""
    ticket.lock()
    if unblock_customer(ticket.customer):
        record(ticket, Verb.UNBLOCKED, by=by)
    unmark_spam(ticket, by=by, blocked=True)
