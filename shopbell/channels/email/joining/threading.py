"""Threading: which ticket a mail belongs to.

A signed reply token counts first (in an address, then in a reference), then the Message-IDs it refers to, then the
markers of the mails it quotes; and only for a party of that ticket. Subjects are never trusted: two strangers may both
write about "Order". A mail that refers to a ticket without being allowed in opens a new one, which says where it seems
to belong; so does one that answers a closed ticket, and what follows it goes on there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shopbell.channels.delivery import Delivery
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.merge import standing
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..parse import Inbound
from . import token
from .author import author_of, speaks_in
from .likely import goes_on_in
from .marker import markers_in
from .party import is_customer
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

    Who is a party is asked of its author: a form that writes for many would join one's mail to another's ticket. One
    that is none of ours joins only where it has named the same before: anybody may name a customer in Reply-To.
    Of the tickets that it refers to, an unsolved one of the sender's own counts before one of somebody who copied them
    in. A forged sender is no party by their name: such a mail joins only by the reply address of a mail to that very
    address. The Message-ID of such a mail does not do: programs show it to all whom its answer or a forward goes to.
    """
    author = author_of(inbound)
    sender = author.address if author else ""
    likely, closed, named = None, [], None
    for ticket, delivery in candidates(inbound, recipients):
        may_join = not is_forged or (delivery is not None and delivery.recipient == sender)
        if may_join and speaks_in(ticket, author, inbound.sender):
            if ticket.status == Status.CLOSED:
                closed.append(ticket)
            elif delivery or (ticket.is_unsolved and is_customer(ticket, sender)):
                return Thread(ticket, None, delivery)
            else:
                named = named or ticket
        likely = likely or ticket
    if named:
        return Thread(named)
    others = [] if is_forged else [*filter(None, map(goes_on_in, closed)), *_same_mail(inbound)]
    return Thread(next((each for each in others if speaks_in(each, author, inbound.sender)), None), likely)


def _same_mail(inbound: Inbound) -> Iterator[Ticket]:
    """Tickets with this very mail, which had a line or a mark of a list or a gateway put into it on one of its ways."""
    if not (inbound.message_id and inbound.date):
        return
    for mail in SAME_MAIL(external_id=inbound.message_id, sent_at=inbound.date):
        ticket = mail.message.ticket
        if ticket.status != Status.CLOSED and not ticket.is_spam:
            yield ticket


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
    """Tickets of the known mails it refers to, nearest reference first.

    A Message-ID may be that of many mails: forms give each the same, and who wants to be answered in another's place
    takes theirs. The first mail that bore it counts before those that came later.
    """
    known = _tickets_of(RECEIVED, answers)
    missing = [each for each in answers if each not in known]
    if missing:
        known |= _tickets_of(SENT, missing)
    if copies := read_thread_ids(missing):
        written = dict(Message.objects.filter(pk__in=copies.values()).values_list("pk", "ticket_id"))
        known |= {each: [written[pk]] for each, pk in copies.items() if pk in written}
    ids = dict.fromkeys(ticket for each in dict.fromkeys(answers) for ticket in known.get(each, ()))
    found = (UNDELETED.first(ticket=each) for each in ids)
    return [ticket for ticket in found if ticket]


def _tickets_of(statement: str, ids: list[str]) -> dict[str, list[int]]:
    """The tickets of each of these Message-IDs that is known, the oldest first. Plain SQL: every answer asks."""
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        for external_id, ticket_id in cursor.fetchall():
            found.setdefault(external_id, []).append(ticket_id)
    return found


RECEIVED = """
    select named.id, found.ticket_id
      from unnest(%s::text[]) as named(id) cross join lateral (
           select message.ticket_id
             from channel_email_emailmessage mail join tickets_message message on message.id = mail.message_id
            where mail.external_id = named.id
            order by mail.external_id, mail.message_id limit 20) found
"""
SENT = """
    select delivery.external_id, message.ticket_id
      from channels_delivery delivery join tickets_message message on message.id = delivery.message_id
     where delivery.external_id = any(%s) and delivery.channel = 'email'
     order by delivery.external_id, delivery.id
"""
SAME_MAIL = Prepared(  # asked of every mail that opens a ticket
    lambda external_id, sent_at: EmailMessage.objects.select_related("message__ticket__customer").filter(
        external_id=external_id, sent_at=sent_at, message__ticket__deletion=None, message__kind=Kind.REPLY
    )[:5],
    external_id=str,
    sent_at=datetime,
)
UNDELETED = Prepared(
    lambda ticket: Ticket.objects.undeleted().select_related("customer").filter(pk=ticket), ticket=int
)
