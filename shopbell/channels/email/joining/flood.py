"""Floods: one sender writes more mails an hour than any person does.

Each is stored like any other, but opens no ticket more: what follows is gathered in the ticket that the flood opened,
whose timeline says so, and the leads are told.

A sender is a customer, by an address with the Reply-To it gives: the form of a shop's page mails for all its visitors
from one address, and who forges an address is another customer than its owner, so neither is counted or gathered with
the other. All mails that name nobody are one sender, whose customer is None.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from shopbell.core.lock import hold_until_commit
from shopbell.core.prepared import Prepared
from shopbell.customers.customer import Customer
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

LOOKED_BACK = 5  # times the limit: so many mails of an address are looked through, whatever their Reply-To


class Flood(models.Model):
    """The ticket that gathers what a sender floods the desk with."""

    address = models.CharField(max_length=320, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="floods")
    began_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "reply_to", "ticket"], name="one_flood_of_a_sender")
        ]


def is_flooding(address: str, reply_to: str, customer: Customer | None, at: datetime) -> bool:
    """Whether this sender has sent as many mails as are allowed within the hour before `at`."""
    most = settings.FLOOD_HOUR
    if most <= 0:
        return False
    whose = customer.pk if customer else None
    with connection.cursor() as cursor:
        cursor.execute(SENT, [address, most * LOOKED_BACK, reply_to, at - timedelta(hours=1), whose, whose])
        return cursor.fetchone()[0] >= most


# the newest of an address by the index alone, and only of those the moment and whose they are
SENT = """
    select count(*) from (
        select message_id, reply_to from channel_email_emailmessage where from_address = %s
         order by message_id desc limit %s
    ) sent join tickets_message message on message.id = sent.message_id
     where sent.reply_to = %s and message.created_at > %s
       and case when %s::bigint is not null then message.customer_id = %s
                else not exists (select 1 from customers_identity where customer_id = message.customer_id) end
"""


def gathering_ticket(address: str, reply_to: str, customer: Customer | None) -> Ticket | None:
    """The ticket that takes in what else this sender floods the desk with; None when it is yet to be opened.

    Holds the sender until the transaction ends: of two mails at once, one opens it. One that is solved has ended.
    """
    hold_until_commit(f"flood {address} {reply_to} {customer.pk if customer else ''}")
    flood = _floods_of(address, reply_to, customer).select_related("ticket__customer").order_by("-pk").first()
    ticket = flood.ticket if flood else None
    if ticket is None or ticket.merged_into:
        return None
    is_open = Ticket.objects.undeleted().unsolved().filter(pk=ticket.pk).exists()
    return ticket if is_open and ticket.status != Status.CLOSED else None


def _floods_of(address: str, reply_to: str, customer: Customer | None) -> QuerySet[Flood]:
    floods = Flood.objects.filter(address=address, reply_to=reply_to)
    if customer is None:
        return floods.filter(ticket__customer__identities=None)
    return floods.filter(ticket__customer=customer)


def is_gathering(ticket_id: int) -> bool:
    """Whether a flood is gathered in this ticket."""
    return GATHERING.first(ticket=ticket_id) is not None


GATHERING = Prepared(lambda ticket: Flood.objects.filter(ticket=ticket), ticket=int)


def begin_flood(ticket: Ticket, address: str, reply_to: str, customer: Customer | None) -> None:
    """From now on `ticket` gathers what this sender floods the desk with, and its leads are told."""
    _floods_of(address, reply_to, customer).delete()
    Flood.objects.create(address=address, reply_to=reply_to, ticket=ticket)
    record(ticket, Verb.FLOODED, address=address, count=settings.FLOOD_HOUR)


@dataclass(frozen=True)
class Gathered:
    """What a ticket has gathered of a flood: how many mails, from when to when."""

    address: str
    count: int
    begin: datetime
    end: datetime


def gathered_in(ticket: Ticket) -> Gathered | None:
    """What was gathered in `ticket`, for who reads it; None where no flood is."""
    flood = Flood.objects.filter(ticket=ticket).order_by("-pk").first()
    if flood is None:
        return None
    mails = Message.objects.filter(ticket=ticket, email__from_address=flood.address)
    found = mails.aggregate(
        count=models.Count("pk"), begin=models.Min("created_at"), end=models.Max("created_at")
    )
    begin = found["begin"] or flood.began_at
    return Gathered(flood.address, found["count"], begin, found["end"] or begin)
