"""Floods: one sender writes more mails an hour than any person does.

Each is stored like any other, but opens no ticket more: what follows is gathered in the ticket that the flood opened,
whose timeline says so, and the leads are told. A sender is an address with the Reply-To it gives, since the form of a
shop's page mails for all its visitors from one address.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from shopbell.core.lock import hold_until_commit
from shopbell.core.prepared import Prepared
from shopbell.customers.customer import Customer
from shopbell.tickets.event import Verb, record
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

LOOKED_BACK = 5  # times the limit: so many mails of an address are looked through, whatever their Reply-To


class Flood(models.Model):
    """The ticket that gathers what a sender floods the desk with."""

    address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="floods")
    began_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "reply_to"], name="one_flood_of_a_sender")]


def is_flooding(address: str, reply_to: str, at: datetime) -> bool:
    """Whether this sender has sent as many mails as are allowed within the hour before `at`."""
    most = settings.FLOOD_HOUR
    if not address or most <= 0:
        return False
    with connection.cursor() as cursor:
        cursor.execute(SENT, [address, most * LOOKED_BACK, reply_to, at - timedelta(hours=1)])
        return cursor.fetchone()[0] >= most


# the newest of an address by the index alone, and only of those the moment
SENT = """
    select count(*) from (
        select message_id, reply_to from channel_email_emailmessage where from_address = %s
         order by message_id desc limit %s
    ) sent join tickets_message message on message.id = sent.message_id
     where sent.reply_to = %s and message.created_at > %s
"""


def gathering_ticket(address: str, reply_to: str, customer: Customer) -> Ticket | None:
    """The ticket that takes in what else this sender floods the desk with; None when it is yet to be opened.

    Holds the sender until the transaction ends: of two mails at once, one opens it. One that is solved has ended.
    """
    hold_until_commit(f"flood {address} {reply_to}")
    flood = (
        Flood.objects.select_related("ticket__customer").filter(address=address, reply_to=reply_to).first()
    )
    ticket = flood.ticket if flood else None
    if ticket is None or ticket.merged_into or ticket.customer_id != customer.pk:
        return None
    is_open = Ticket.objects.undeleted().unsolved().filter(pk=ticket.pk).exists()
    return ticket if is_open and ticket.status != Status.CLOSED else None


def is_gathering(ticket_id: int) -> bool:
    """Whether a flood is gathered in this ticket."""
    return GATHERING.first(ticket=ticket_id) is not None


GATHERING = Prepared(lambda ticket: Flood.objects.filter(ticket=ticket), ticket=int)


def begin_flood(ticket: Ticket, address: str, reply_to: str) -> None:
    """From now on `ticket` gathers what this sender floods the desk with, and its leads are told."""
    Flood.objects.update_or_create(
        address=address, reply_to=reply_to, defaults={"ticket": ticket, "began_at": timezone.now()}
    )
    record(ticket, Verb.FLOODED, address=address, count=settings.FLOOD_HOUR)
