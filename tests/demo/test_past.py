"""One story, told by the verbs and told in bulk, must leave the same rows."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.chat.models import ChatSession
from shopbell.channels.delivery import Delivery
from shopbell.channels.email.sending import acknowledge
from shopbell.channels.inbox import set_inbox
from shopbell.channels.reply import send_reply
from shopbell.customers.customer import claim_identity
from shopbell.demo.past import Past
from shopbell.shop.detect import react as detect
from shopbell.shop.models import Order
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.event import Verb
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.models import ContactReason, Tag
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket

START = timezone.now() - timedelta(days=3)
CLOCKS = {"created_at", "updated_at", "last_message_at", "waiting_since", "first_replied_at", "solved_at"}
FIRST, ANSWER, NOTE, SECOND = "It is order 10467.", "I look into it.", "Asked the carrier.", "Thank you!"

PROMISED = [Verb.GOALS_CHOSEN, Verb.PROMISED]  # the past was promised nothing at its time (demo/waits.py)
MOMENTS = {"waiting_since", "solved_at"}  # the verbs work in the present


@pytest.fixture
def order(mina):
    return Order.objects.create(external_id="10467", number="10467", customer=mina, currency="EUR")


@pytest.fixture
def cast(mina, ada, bo, returns, advice, order, care, shop_chat):
    reason = ContactReason.objects.get(name="Where is my order")
    return {
        "mina": mina,
        "bo": bo,
        "ada": ada,
        "team": returns,
        "other": advice,
        "reason": reason,
        "order": order,
        "tag": Tag.objects.create(name="carrier-delay"),
        "email": care,
        "chat": shop_chat,
    }


def by_verbs(cast, channel, end):
    ticket = create_ticket(
        customer=cast["mina"],
        channel=channel,
        subject="Where is it?",
        by=cast["mina"],
        team=cast["team"],
        reason=cast["reason"],
        language="en",
    )
    set_inbox(ticket, cast["chat" if channel == "chat" else "email"])
    message, _ = receive_message(ticket, FIRST, customer=cast["mina"], channel=channel)
    detect(ticket.events.get(verb=Verb.RECEIVED))
    if channel == "form":
        acknowledge.acknowledge(message)
    assign_ticket(ticket, cast["bo"], by=cast["bo"])
    add_note(ticket, NOTE, by=cast["bo"])
    send_reply(ticket, ANSWER, by=cast["bo"])
    tag_ticket(ticket, cast["tag"], by=cast["bo"])
    set_status(ticket, Status.PENDING, by=cast["bo"])
    receive_message(ticket, SECOND, customer=cast["mina"], channel="email" if channel == "form" else channel)
    move_to_team(ticket, cast["other"], by=cast["bo"])
    assign_ticket(ticket, None, by=cast["bo"])
    if end:
        set_status(ticket, Status.SOLVED, by=cast["ada"])
        receive_message(
            ticket, "One more thing", customer=cast["mina"], channel="email" if channel == "form" else channel
        )
    ticket.refresh_from_db()
    return ticket


def in_bulk(cast, channel, end):
    past = Past(random.Random(1))
    moments = iter(START + timedelta(minutes=n) for n in range(1, 60))
    later = "email" if channel == "form" else channel
    ticket = past.open(
        customer=cast["mina"],
        channel=channel,
        inbox=cast["chat" if channel == "chat" else "email"],
        subject="Where is it?",
        team=cast["team"],
        reason=cast["reason"],
        language="en",
        at=START,
    )
    message = past.receive(ticket, FIRST, channel=channel, at=next(moments))
    past.link(ticket, cast["order"], cause=past.last_event(ticket), at=next(moments))
    if channel == "form":
        past.acknowledge(message, at=next(moments))
    past.assign(ticket, cast["bo"], by=cast["bo"], at=next(moments))
    past.note(ticket, NOTE, by=cast["bo"], at=next(moments))
    past.reply(ticket, ANSWER, by=cast["bo"], at=next(moments))
    past.tag(ticket, cast["tag"], by=cast["bo"], at=next(moments))
    past.set_status(ticket, Status.PENDING, by=cast["bo"], at=next(moments))
    past.receive(ticket, SECOND, channel=later, at=next(moments))
    past.move(ticket, cast["other"], by=cast["bo"], at=next(moments))
    past.assign(ticket, None, by=cast["bo"], at=next(moments))
    if end:
        past.set_status(ticket, Status.SOLVED, by=cast["ada"], at=next(moments))
        past.receive(ticket, "One more thing", channel=later, at=next(moments))
    past.save()
    ticket.refresh_from_db()
    return ticket


def columns(ticket):
    fields = [field.attname for field in ticket._meta.concrete_fields if field.attname != "id"]
    return {
        name: getattr(ticket, name) is None if name in CLOCKS else getattr(ticket, name) for name in fields
    }


def events(ticket):
    rows = ticket.events.exclude(verb__in=PROMISED).order_by("pk").select_related("cause", "message")
    return [
        (
            row.verb,
            row.actor_kind,
            row.agent_id,
            row.customer_id,
            row.rule,
            {key: word for key, word in row.data.items() if key not in MOMENTS},
            row.cause and row.cause.verb,
            row.message and row.message.text,
        )
        for row in rows
    ]


def messages(ticket):
    rows = ticket.messages.order_by("pk")
    return [
        (row.kind, row.channel, row.agent_id, row.customer_id, row.rule, row.text, row.held_until is None)
        for row in rows
    ]


def deliveries(ticket):
    rows = Delivery.objects.filter(message__ticket=ticket).order_by("pk")
    return [
        (row.channel, row.purpose, row.recipient.replace(str(ticket.pk), "N"), row.message.text)
        for row in rows
    ]


@pytest.mark.parametrize("channel", ["email", "form", "chat"])
@pytest.mark.parametrize("end", [True, False])
def test_the_past_in_bulk_is_what_the_verbs_would_have_left(channel, end, cast):
    ours, theirs = in_bulk(cast, channel, end), by_verbs(cast, channel, end)

    assert columns(ours) == columns(theirs)
    assert events(ours) == events(theirs)
    assert messages(ours) == messages(theirs)
    assert deliveries(ours) == deliveries(theirs)
    assert [t.name for t in ours.tags.all()] == [t.name for t in theirs.tags.all()]
    assert list(ours.order_links.values("order", "is_detected")) == list(
        theirs.order_links.values("order", "is_detected")
    )
    assert ours.arrival.inbox == theirs.arrival.inbox


def test_nothing_is_enqueued_for_the_past(cast, django_db_blocker):
    from procrastinate.contrib.django.models import ProcrastinateJob

    before = ProcrastinateJob.objects.count()
    in_bulk(cast, "email", True)

    assert ProcrastinateJob.objects.count() == before


def test_claims_are_no_part_of_the_past(cast):
    claim_identity(cast["mina"], "email", "other@shopper.example", source="chat")
    in_bulk(cast, "email", False)

    assert Delivery.objects.get().recipient == "mina@shopper.example" and not ChatSession.objects.exists()
