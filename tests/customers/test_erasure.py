"""Erasing a customer: nothing of them is left in any table, what must stay belongs to nobody, and it survives a crash."""

import uuid

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.receive import receive
from shopbell.channels.email.side import start_side_conversation
from shopbell.community.following import follow_board
from shopbell.community.models import Board, Profile
from shopbell.customers.block import block_customer, is_blocked
from shopbell.customers.customer import claim_identity, find_or_create_customer
from shopbell.customers.erasure import CustomerErasure, erase_customer, preview_of
from shopbell.customers.merge import merge_customers
from shopbell.customers.models import Customer
from shopbell.search.index import index_due
from shopbell.search.models import Word
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import (
    Message,
    Ticket,
)
from shopbell.tickets.ticket import create_ticket
from tests.cast import customer
from tests.channels.email.conftest import mail, read, work
from tests.customers.erased import ADDRESS, NAME, PHONE, WORD, erase, places_of
from tests.two_connections import Other, held_up_by_us

# what points at a customer, a ticket or a message and does not go by itself when that goes: who sees to it
SEEN_TO = {
    "customers.Customer.merged_into": "whoever was merged into them is erased with them",
    "tickets.Ticket.customer": "each ticket is erased",
    "tickets.Message.customer": "what they wrote in tickets of others is erased",
    "tickets.Event.customer": "an event of another's ticket says nothing but that it happened",
    "channel_chat.ChatSession.owner": "a chat of theirs in another's ticket is erased",
    "channel_email.Outside.came_with": "a message in another's ticket stays outside there",
    "shop.Order.customer": "it is loosened and belongs to nobody",
    "shop.ActionRun.customer": "what was done to an order stays, with its sums and nothing that was said",
    "shop.ActionRun.by_customer": "and so it does where they did it themselves",
    "shop.ActionRun.ticket": "and of no ticket",
    "tickets.Message.in_reply_to": "somebody else's words",
    "tickets.Draft.in_reply_to": "somebody else's words",
    "tickets.ScheduledReply.in_reply_to": "somebody else's words",
    "promises.Promise.message": "what was promised goes with the ticket",
    "helpcenter.TicketText.ticket": "what was taken of theirs goes with them, before the ticket does",
    "community.TicketTopic.ticket": "and so does what they were asked to publish, with its topic",
}
ROOTS = (Customer, Ticket, Message)
GIVEN = {
    "community.Profile": {"agent": None},
    "shop.ShopAccount": {"source": "vendure"},
    "promises.WaitForecast": {"is_queued": True, "is_first": True},
    "tickets.Reaction": {"agent": None},
    "customers.Note": {"company": None},
    "channel_email.SpamLesson": {"is_spam": True, "buckets": []},
}
LEFT_OUT = {
    "customers.Customer",
    "tickets.Ticket",
    "tickets.Message",
    "shop.Order",
    "promises.TicketClocks",
    "community.Follow",
}  # made by the story itself


def label(model) -> str:
    return model._meta.label


def pointers(to: set) -> list[models.ForeignKey]:
    tables = apps.get_models(include_auto_created=True)
    fields = (field for table in tables for field in table._meta.local_fields)
    return [field for field in fields if isinstance(field, models.ForeignKey) and field.related_model in to]


def owned() -> list:
    """Every table whose rows go with a customer, a ticket or a message, those that they hang on first."""
    found: list = list(ROOTS)
    for table in found:  # grows meanwhile
        for field in pointers({table}):
            goes = field.remote_field.on_delete in {models.CASCADE, models.DO_NOTHING}
            if goes and field.model not in found and not field.model._meta.label.startswith("shop.Order"):
                found.append(field.model)
    return found[len(ROOTS) :]


def fill(table, pool: dict, others: dict, says: str = WORD):
    """A row of `table` that `says` so wherever it can, and points at what `pool` holds; a second time at `others`."""
    values, pool = {}, {**pool}
    for field in table._meta.local_fields:
        if field.name in GIVEN.get(label(table), {}):
            values[field.name] = GIVEN[label(table)][field.name]
        elif isinstance(field, models.ForeignKey):
            known = pool.get(field.related_model)
            pool |= {field.related_model: others.get(field.related_model, known)}
            values[field.name] = (
                known if known or field.null else fill(field.related_model, pool, others, uuid.uuid4().hex)
            )
        elif field.primary_key or field.choices or isinstance(field, models.BooleanField):
            if field.choices and not field.has_default():
                values[field.name] = field.choices[0][0]
        elif isinstance(field, ArrayField):
            if isinstance(field.base_field, models.CharField | models.TextField):
                values[field.name] = [says]
        elif isinstance(field, models.JSONField):
            values[field.name] = {"said": says}
        elif isinstance(field, models.CharField | models.TextField):
            values[field.name] = says[: field.max_length or 99]
        elif isinstance(field, models.BinaryField):
            values[field.name] = says.encode()
        elif isinstance(field, models.DateTimeField):
            values[field.name] = timezone.now()
        elif isinstance(field, models.UUIDField):
            values[field.name] = uuid.uuid4()
        elif not field.null and not field.has_default():
            values[field.name] = 1
    return table._base_manager.create(**values)


def fill_or_find(table, pool: dict, others: dict):
    """What the story has made already, where there is but one for each."""
    try:
        with transaction.atomic():
            return fill(table, pool, others)
    except IntegrityError:
        return table._base_manager.get()


def test_whatever_points_at_them_goes_by_itself_or_somebody_sees_to_it():
    stays = {
        f"{label(field.model)}.{field.name}"
        for field in pointers(set(ROOTS))
        if field.remote_field.on_delete is not models.CASCADE
    }

    assert stays == set(SEEN_TO)


@pytest.mark.requirement("R171")
def test_nothing_of_them_is_left_in_any_table(quillon, theo, care, ada, returns):
    number = receive(mail(f"My {WORD} is late.", **{"from": f"{NAME} <{ADDRESS}>"}))["ticket"]
    ticket = Ticket.objects.get(pk=number)
    assert ticket.customer == quillon
    pool = {Customer: quillon, Ticket: ticket, Message: ticket.messages.first(), type(ada): ada}
    others = {Customer: theo, Ticket: create_ticket(customer=quillon, channel="chat", subject=WORD)}
    for table in owned():
        if label(table) not in LEFT_OUT:
            pool[table] = fill_or_find(table, pool, others)
    follow_board(Board.objects.create(slug="lamps"), by=pool[Profile], often="daily")
    merge_customers(quillon, customer(f"{NAME} again"), by=ada)
    block_customer(quillon, reason=WORD, by=ada)
    RawMail.objects.create(
        content=WORD.encode(), size_bytes=9, fingerprint="q", door="smtp", sender=ADDRESS, state="quarantined"
    )
    named = receive(
        mail(
            "Where is the lamp?",
            message_id="<lamp@shopper.example>",
            cc=f"Mina <mina@shopper.example>, {NAME} <{ADDRESS}>",
            **{"from": "theo@shopper.example"},
        )
    )
    side, _asked = start_side_conversation(
        Ticket.objects.get(pk=named["ticket"]), to="lamps@carrier.example", subject="Lamp", text="?", by=ada
    )
    answer_aside(side)
    work()
    while index_due():
        pass
    assert len(pool) > 40 and Word.objects.filter(word=WORD).exists()
    assert len(places_of(NAME, ADDRESS, WORD, "vexley")) > 30

    erasure = erase(quillon, by=ada)

    assert erasure.finished_at and erasure.left == 0
    assert places_of(NAME, ADDRESS, PHONE, WORD, "vexley", "quillon") == set()
    assert not Customer.objects.filter(pk__in=erasure.numbers).exists()
    assert Customer.objects.standing().get() == theo


def answer_aside(side) -> None:
    """They, and not whom the agent asked, answer in a side conversation of another's ticket."""
    sent = side.entries.get().message.deliveries.get(purpose="side")
    receive(
        mail(
            "It stands at the counter.",
            message_id="<aside@shopper.example>",
            to=str(read(sent)["Reply-To"]),
            **{"from": f'"Vexley, Quillon" <{ADDRESS}>'},
        )
    )


def test_whoever_writes_again_is_a_new_customer_at_once(quillon, care):
    first = receive(mail("Forget me.", **{"from": f"{NAME} <{ADDRESS}>"}))["ticket"]
    begun = erase_customer(quillon, NAME, by=None)

    again = receive(
        mail(
            "Me again.", message_id="<2@x.example>", references="<first@shopper.example>", **{"from": ADDRESS}
        )
    )
    new = find_or_create_customer("email", ADDRESS)
    work()

    assert again["ticket"] != first and new.pk not in begun.numbers
    assert Ticket.objects.get().customer == new
    assert [message.text.strip() for message in Message.objects.all()] == ["Me again."]


@pytest.mark.django_db(transaction=True)
def test_a_message_that_comes_at_this_moment_is_in_nobodys_way():
    person = customer(NAME)
    ticket = create_ticket(customer=person, channel="email", subject=WORD)

    with held_up_by_us(erase_customer, person, NAME, by=None) as others:
        receive_message(ticket, f"My {WORD}!", customer=person, channel="email")

    begun = others[0].outcome()
    assert isinstance(begun, CustomerErasure), begun
    assert not Ticket.objects.filter(deletion=None).exists()
    work()
    begun.refresh_from_db()
    assert begun.finished_at and not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_identity_that_came_at_this_moment_leads_nobody_to_them():
    person = customer(NAME)
    with transaction.atomic():
        claim_identity(person, "phone", PHONE, source="agent")
        begun = Other(erase_customer, person, NAME, by=None).outcome()

    new = find_or_create_customer("phone", PHONE)

    assert new.pk not in begun.numbers
    work()
    assert list(Customer.objects.all()) == [new]


def test_a_browser_of_theirs_begins_anew(db):
    token = "t" * 43
    visitor = find_or_create_visitor(token)
    visitor.customer.name = NAME
    visitor.customer.save()

    erase(visitor.customer)

    assert find_or_create_visitor(token).customer_id != visitor.customer_id


def test_what_blocks_them_goes_too_and_the_preview_says_so(quillon, ada):
    block_customer(quillon, by=ada)
    assert "What blocks them: they may write again." in preview_of(quillon).goes

    erase(quillon)

    assert not is_blocked("email", ADDRESS)
