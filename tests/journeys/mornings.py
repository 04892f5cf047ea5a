"""What lies on an agent's desk in the morning, and how it lies there when the morning is done."""

from dataclasses import dataclass

from django.utils import timezone

from shopbell.accounts.models import Agent
from shopbell.channels.inbox import set_inbox
from shopbell.channels.models import Delivery
from shopbell.search.index import index_due
from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import Kind, receive_message
from shopbell.tickets.models import (
    Brief,
    ContactReason,
    Draft,
    Macro,
    Mention,
    Merge,
    Message,
    ScheduledReply,
    Snooze,
    Tag,
    Ticket,
)
from shopbell.tickets.ticket import create_ticket

FLICKER = "The lamp flickers whenever I turn it on."


@dataclass
class Morning:
    """A late parcel (unread), a shirt that can wait, and a lamp that was asked about twice: all of Bo's but the second lamp."""

    parcel: Ticket
    shirt: Ticket
    lamp: Ticket
    again: Ticket


def mail_of(customer, subject: str, text: str, inbox) -> Ticket:
    ticket = create_ticket(customer=customer, channel="email", subject=subject, team=inbox.team, by=customer)
    set_inbox(ticket, inbox)
    receive_message(ticket, text, customer=customer, channel="email")
    return ticket


def fill_morning(parcel: Ticket, theo, care, bo: Agent) -> Morning:
    """`parcel` is the late parcel of the cast."""
    mina = parcel.customer
    set_inbox(parcel, care)
    order = Order.objects.create(
        external_id="1", number="10482", customer=mina, currency="EUR", total_cents=12900, status="shipped"
    )
    TicketOrder.objects.create(ticket=parcel, order=order)
    receive_message(parcel, "Is it still coming?", customer=mina, channel="email")
    shirt = mail_of(theo, "The shirt is too small", "Can I swap it for L?", care)
    lamp = mail_of(theo, "The lamp flickers", FLICKER, care)
    again = mail_of(theo, "The lamp flickers", FLICKER, care)
    for ticket in (parcel, shirt, lamp):
        assign_ticket(ticket, bo)
    Macro.objects.create(name="On its way", text="Dear {{ customer.first_name }}, it is on its way.")
    Tag.objects.create(name="carrier")
    while index_due():
        pass
    return Morning(parcel, shirt, lamp, again)


def assert_done(morning: Morning, bo: Agent, ada: Agent) -> None:
    """The same end, whichever way Bo's hands went."""
    parcel, shirt, lamp = (
        Ticket.objects.get(pk=each.pk) for each in (morning.parcel, morning.shirt, morning.lamp)
    )
    replies = Message.objects.filter(agent=bo, kind=Kind.REPLY).order_by("pk")
    assert [(each.ticket_id, each.text) for each in replies.filter(unsent_at=None)] == [
        (parcel.pk, "Dear Mina, it is on its way.")
    ]
    assert replies.exclude(unsent_at=None).count() == 1
    assert Delivery.objects.filter(message__in=replies.filter(unsent_at=None)).count() == 1
    assert (parcel.status, parcel.assignee) == ("solved", bo)
    assert parcel.reason == ContactReason.objects.get(name="Where is my order")
    assert [tag.name for tag in parcel.tags.all()] == ["carrier"]
    assert Mention.objects.get().agent == ada
    assert Snooze.objects.get().ticket == shirt
    assert Merge.objects.get().kept == lamp
    assert lamp.messages.filter(text=FLICKER).count() == 2
    waiting = ScheduledReply.objects.get()
    assert (waiting.ticket, waiting.text) == (lamp, "We send you another one.")
    assert waiting.send_at > timezone.now()
    assert {each.assignee for each in (shirt, lamp)} == {ada}
    assert sorted(Brief.objects.values_list("ticket_id", "text")) == sorted(
        (each.pk, "Both can wait until noon.") for each in (shirt, lamp)
    )
    assert not Draft.objects.exists()
