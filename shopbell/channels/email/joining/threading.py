"""Threading: which ticket a mail belongs to.

A signed reply token counts first (in an address, then in a reference), then the Message-IDs it refers to, then the
markers of the mails it quotes; and only for a party of that ticket. Subjects are never trusted: two strangers may both
write about "Order". A mail that refers to a ticket without being allowed in opens a new one, which says where it seems
to belong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from shopbell.channels.delivery import Delivery
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.merge import standing
from shopbell.tickets.message import Message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..parse import Inbound
from . import token
from .author import author_of
from .marker import markers_in
from .party import is_party
from .thread_id import read_thread_ids

MESSAGES_LEFT = [Verb.MERGED_AWAY, Verb.SPLIT]


@dataclass(frozen=True)
class Thread:
    """`ticket` to join or None for a new one; `likely` is where it seems to belong but may not go by itself.

    `proof` is the delivery whose reply address it was sent to: whoever wrote this has read that mail.
    """

    ticket: Ticket | None = None
    likely: Ticket | None = None
    proof: Delivery | None = None


def find_thread(inbound: Inbound, recipients: list[str], *, is_forged: bool = False) -> Thread:
    """Where `inbound`, received for `recipients` (of the envelope), belongs.

    Who is a party is asked of its author: a form that writes for many would join one's mail to another's ticket.
    A forged sender is no party by their name: such a mail joins only by the reply address of a mail to that very
    address. The Message-ID of such a mail does not do: programs show it to all whom its answer or a forward goes to.
    """
    author = author_of(inbound)
    sender = author.address if author else ""
    likely = None
    for ticket, delivery in candidates(inbound, recipients):
        may_join = not is_forged or (delivery is not None and delivery.recipient == sender)
        if may_join and ticket.status != Status.CLOSED and is_party(ticket, sender):
            return Thread(ticket, None, delivery)
        likely = likely or ticket
    return Thread(None, likely)


def candidates(inbound: Inbound, recipients: list[str]) -> Iterator[tuple[Ticket, Delivery | None]]:
    """Tickets it speaks of, the surest first."""
    for named in reply_tokens_of(inbound, recipients):
        if found := _named(*named):
            yield found
    for named in token.read_all([], inbound.answers):
        if found := _named(*named):
            yield found[0], None
    if inbound.answers:
        yield from ((ticket, None) for ticket in _by_reference(inbound.answers))
    for named in markers_in(inbound):
        if found := _named(*named):
            yield found[0], None  # who quotes a mail need not be whom it was sent to


def _named(ticket_id: int, delivery_id: int) -> tuple[Ticket, Delivery | None] | None:
    """The ticket that a token or marker of these leads to now, with the delivery if that is known."""
    deliveries = Delivery.objects.filter(message__ticket__deletion=None)
    delivery = deliveries.select_related("message__ticket__customer").filter(pk=delivery_id).first()
    if delivery and _was_sent_from(delivery, ticket_id):
        return delivery.message.ticket, delivery
    ticket = _standing(ticket_id)
    return (ticket, None) if ticket else None


def _standing(ticket_id: int) -> Ticket | None:
    """The ticket, or the one that goes on in its place; None when that was deleted."""
    tickets = Ticket.objects.undeleted().select_related("customer")
    ticket = tickets.filter(pk=ticket_id).first()
    return tickets.filter(pk=standing(ticket).pk).first() if ticket and ticket.merged_into else ticket


def _was_sent_from(delivery: Delivery, ticket_id: int) -> bool:
    """Whether the token's ticket is the delivery's: now, or before its message went elsewhere by a merge or a split.

    A desk that was restored from a backup may have given the number of a delivery a second time.
    """
    if delivery.message.ticket_id == ticket_id:
        return True
    return Event.objects.filter(ticket_id=ticket_id, verb__in=MESSAGES_LEFT).exists()


def tokens_of(inbound: Inbound, recipients: list[str]) -> list[tuple[int, int]]:
    """Ticket and delivery of our tokens in the addresses it was sent to and in the Message-IDs it answers."""
    return token.read_all(_named_in(inbound, recipients), inbound.answers)


def reply_tokens_of(inbound: Inbound, recipients: list[str]) -> list[tuple[int, int]]:
    """Ticket and delivery of our tokens in the addresses it was sent to."""
    return token.read_all(_named_in(inbound, recipients))


def _named_in(inbound: Inbound, recipients: list[str]) -> list[str]:
    return [*recipients, *(each.address for each in [*inbound.to, *inbound.cc][:50])]


def _by_reference(answers: list[str]) -> list[Ticket]:
    """Tickets of the known mails it refers to, nearest reference first."""
    known = _tickets_of(RECEIVED, answers)
    missing = [each for each in answers if each not in known]
    if missing:
        known |= _tickets_of(SENT, missing)
    if copies := read_thread_ids(missing):
        written = dict(Message.objects.filter(pk__in=copies.values()).values_list("pk", "ticket_id"))
        known |= {each: written[pk] for each, pk in copies.items() if pk in written}
    found = (UNDELETED.first(ticket=known[each]) for each in dict.fromkeys(answers) if each in known)
    return list(dict.fromkeys(ticket for ticket in found if ticket))


def _tickets_of(statement: str, ids: list[str]) -> dict[str, int]:
    """The ticket of each of these Message-IDs that is known. Plain SQL: every answer asks."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        return dict(cursor.fetchall())


RECEIVED = """
    select mail.external_id, message.ticket_id
      from channel_email_emailmessage mail join tickets_message message on message.id = mail.message_id
     where mail.external_id = any(%s)
"""
SENT = """
    select delivery.external_id, message.ticket_id
      from channels_delivery delivery join tickets_message message on message.id = delivery.message_id
     where delivery.external_id = any(%s) and delivery.channel = 'email'
"""
UNDELETED = Prepared(
    lambda ticket: Ticket.objects.undeleted().select_related("customer").filter(pk=ticket), ticket=int
)
