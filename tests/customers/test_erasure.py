"""Erasing a customer: nothing of them is left in any table, what must stay belongs to nobody, and it survives a crash."""

import uuid

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.email.joining.flood import Flood
from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.receive import receive
from shopbell.channels.email.reparse import read_again
from shopbell.channels.email.sending.forward import forward
from shopbell.channels.email.sending.redirect import redirect_mail
from shopbell.channels.email.side import start_side_conversation, write_side_message
from shopbell.channels.models import Delivery
from shopbell.community.following import follow_board
from shopbell.community.models import Board, Profile
from shopbell.core.errors import Refused
from shopbell.customers import erasure_work
from shopbell.customers.block import block_customer, is_blocked
from shopbell.customers.customer import claim_identity, find_or_create_customer
from shopbell.customers.erasure import PARTS, CustomerErasure, Part, erase_customer, preview_of
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Customer
from shopbell.search.index import index_due
from shopbell.search.models import Entry, Word
from shopbell.shop.models import Cart, Order, OrderLine, PaymentMethod, Scan, Shipment
from shopbell.tickets.link import LinkKind, link_tickets
from shopbell.tickets.merge import Merge, merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import (
    CustomField,
    Draft,
    Event,
    FieldValue,
    Message,
    ScheduledReply,
    Ticket,
)
from shopbell.tickets.split import split_ticket
from shopbell.tickets.ticket import create_ticket
from tests.cast import customer
from tests.channels.email.conftest import mail, read, work
from tests.two_connections import Other, held_up_by_us

NAME, ADDRESS, PHONE = "Quillon Vexley", "quillon@shopper.example", "+33612345678"
WORD = "zanzibarteapot"  # in every text of theirs
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


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


@pytest.fixture
def quillon(db):
    person = customer(NAME)
    claim_identity(person, "phone", PHONE, source="agent")
    return person


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


def everything() -> str:
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = current_schema() and table_type = 'BASE TABLE'"
        )
        text = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t')
            text += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(text).lower()


def places_of(*words: str) -> set[str]:
    """The tables in which one of `words` stands, in letters or as bytes."""
    wanted = [form for word in words for form in (word.lower(), word.encode().hex())]
    return {line.partition(":")[0] for line in everything().splitlines() if any(w in line for w in wanted)}


def erase(person: Customer, by=None) -> CustomerErasure:
    begun = erase_customer(person, NAME, by=by)
    work()
    while index_due():
        pass
    begun.refresh_from_db()
    return begun


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


def test_mails_of_others_stay_and_name_them_no_more_however_often_they_are_read(quillon, theo, care, ada):
    told = receive(
        mail("A lamp?", cc=f"mina@shopper.example, {NAME} <{ADDRESS}>", **{"from": "theo@shopper.example"})
    )
    mails = EmailMessage.objects.filter(message__ticket=told["ticket"])
    assert mails.get().cc == ["mina@shopper.example", ADDRESS]

    erase(quillon, by=ada)
    assert list(read_again(is_applied=True))

    assert mails.get().cc == ["mina@shopper.example"]
    assert b"Cc: mina@shopper.example, (erased)" in mails.get().raw.raw.replace(b",(", b", (")
    assert mails.get().message.text == "A lamp?"
    assert places_of(NAME, ADDRESS, "vexley", "quillon") == set()


@pytest.mark.parametrize("door", ["imap", "stdin", "webhook", "smtp"])
def test_mails_in_quarantine_go_by_who_wrote_them(quillon, theo, door, monkeypatch):
    monkeypatch.setattr("shopbell.channels.email.erasing.AT_ONCE", 2)
    envelope = "bounces@mailer.example" if door == "smtp" else ""

    def quarantine(fingerprint: str, author: str) -> RawMail:
        raw = mail("It cannot be read.", **{"from": author})
        return RawMail.objects.create(
            content=raw, size_bytes=len(raw), fingerprint=fingerprint, door=door, sender=envelope,
            state="quarantined",
        )  # fmt: skip

    for number in range(5):
        quarantine(f"q{number}", f"{NAME} <{ADDRESS.upper()}>")
        quarantine(f"t{number}", "Theo <theo@shopper.example>")
    lost = RawMail.objects.create(
        blob="0" * 64, size_bytes=9, fingerprint="lost", door=door, state="quarantined"
    )
    begun = erase_customer(quillon, NAME, by=None)
    later = quarantine("later", ADDRESS)
    work()

    begun.refresh_from_db()
    assert begun.finished_at
    left = set(RawMail.objects.values_list("fingerprint", flat=True))
    assert left == {"t0", "t1", "t2", "t3", "t4", lost.fingerprint, later.fingerprint}
    later.delete()
    assert places_of(ADDRESS, "vexley") == set()


def test_words_that_stand_elsewhere_are_still_known(quillon, late_parcel, theo):
    theirs = create_ticket(customer=quillon, channel="email", subject="Tuesday lantern")
    receive_message(theirs, "A lantern on Tuesday", customer=quillon, channel="email")
    while index_due():
        pass

    erase(quillon)

    words = set(Word.objects.values_list("word", flat=True))
    assert "tuesday" in words and "lantern" not in words
    assert not Entry.objects.filter(ticket_id=theirs.pk).exists()


def test_orders_stay_for_the_books_and_belong_to_nobody(quillon, root, late_parcel):
    order = Order.objects.create(
        external_id="1", number="20311", customer=quillon, currency="EUR", total_cents=4200, note=WORD,
        address={"name": NAME, "line1": WORD, "city": WORD, "country": "FR"},
    )  # fmt: skip
    OrderLine.objects.create(
        order=order, external_id="1", name="Lamp", quantity=1, price_cents=4200, position=1
    )
    parcel = Shipment.objects.create(order=order, tracking_number=WORD)
    Scan.objects.create(shipment=parcel, text=f"Left with {NAME}", place=WORD)
    Cart.objects.create(customer=quillon, external_id="1", currency="EUR")
    PaymentMethod.objects.create(customer=quillon, external_id="1", kind="card", last_four="4242")
    assert "no person: 1." in " ".join(preview_of(quillon).stays)

    erase(quillon)

    order.refresh_from_db()
    assert (order.number, order.total_cents, order.address) == ("20311", 4200, {"country": "FR"})
    assert str(order.customer) == "Erased customer" and order.lines.count() == 1
    assert order.customer not in Customer.objects.visible_to(root)
    assert not Cart.objects.exists() and not PaymentMethod.objects.exists() and not Scan.objects.exists()
    assert places_of(NAME, WORD, "vexley") == set()


def test_what_was_merged_with_a_ticket_of_somebody_else_is_taken_apart(quillon, late_parcel, mina, ada):
    into = create_ticket(customer=quillon, channel="email", subject=f"{WORD} one")
    receive_message(into, f"{WORD} one", customer=quillon, channel="email")
    other = create_ticket(customer=mina, channel="email", subject="A lamp?")
    receive_message(other, "Does the lamp fit?", customer=mina, channel="email")
    merge_tickets(late_parcel, into, by=ada, across_customers=True)
    keeps = create_ticket(customer=quillon, channel="email", subject=f"{WORD} two")
    receive_message(keeps, f"{WORD} two", customer=quillon, channel="email")
    merge_tickets(keeps, other, by=ada, across_customers=True)

    erase(quillon)

    assert set(Ticket.objects.all()) == {late_parcel, other}
    assert set(Message.objects.values_list("text", "ticket__subject")) == {
        ("It should have come on Tuesday.", "Where is my parcel?"),
        ("Does the lamp fit?", "A lamp?"),
    }
    assert places_of(NAME, WORD, "vexley") == set()


def test_what_other_people_merged_among_themselves_stays_merged(quillon, late_parcel, mina, theo, ada):
    def written(person, text: str) -> Ticket:
        ticket = create_ticket(customer=person, channel="email", subject=text)
        receive_message(ticket, text, customer=person, channel="email")
        return ticket

    lamp, shade, theirs = written(theo, "A lamp?"), written(mina, "A shade?"), written(quillon, WORD)
    field = CustomField.objects.create(name="Engraving")
    FieldValue.objects.create(field=field, ticket=theirs, text=WORD)
    FieldValue.objects.create(field=field, ticket=shade, text="None")
    merge_tickets(lamp, theirs, by=ada, across_customers=True)
    merge_tickets(shade, lamp, by=ada, across_customers=True)
    merge_tickets(late_parcel, shade, by=ada, across_customers=True)
    Ticket.objects.filter(pk=late_parcel.pk).update(status="closed")

    erase(quillon)

    assert set(Ticket.objects.all()) == {lamp, shade, late_parcel}
    assert set(Merge.objects.values_list("gone", "kept")) == {
        (lamp.pk, shade.pk),
        (shade.pk, late_parcel.pk),
    }
    late_parcel.refresh_from_db()
    assert late_parcel.status == "closed" and late_parcel.messages.count() == 3
    assert places_of(NAME, WORD, "vexley") == set()

    unmerge_ticket(shade)
    unmerge_ticket(lamp)

    assert set(Message.objects.exclude(ticket=late_parcel).values_list("text", "ticket")) == {
        ("A lamp?", lamp.pk),
        ("A shade?", shade.pk),
    }
    lamp.refresh_from_db()
    assert lamp.preview == "A lamp?"


def test_in_tickets_of_others_they_are_named_no_more(quillon, late_parcel, theo, ada):
    receive_message(late_parcel, f"I am {NAME}.", customer=quillon, channel="email")
    second = receive_message(late_parcel, f"And my {WORD}?", customer=quillon, channel="email")[0]
    split_ticket(second, subject=WORD, by=ada)
    moved = create_ticket(customer=theo, channel="email", subject="Of Theo")
    undo_merge(merge_customers(quillon, theo, by=ada, reason=WORD), by=ada)
    link_tickets(
        moved, create_ticket(customer=quillon, channel="chat", subject=WORD), LinkKind.RELATES, by=ada
    )
    assert "in tickets of others: 1." in " ".join(preview_of(quillon).goes)

    erase(quillon)

    late_parcel.refresh_from_db()
    assert [message.text for message in late_parcel.messages.all()] == ["It should have come on Tuesday."]
    assert late_parcel.preview == "It should have come on Tuesday."
    assert Event.objects.filter(ticket=moved, verb="customer_changed").exists()
    assert places_of(NAME, WORD, "vexley") == set()


def test_what_went_to_them_in_tickets_of_others_went_to_nobody(quillon, care, ada, mina, theo):
    asked = receive(mail("Where is my lamp?", **{"from": "mina@shopper.example"}))
    ticket, message = Ticket.objects.get(pk=asked["ticket"]), Message.objects.get(pk=asked["message"])
    theirs = f"{NAME} <{ADDRESS.upper()}>, theo@shopper.example"
    redirect_mail(message, to=f"{ADDRESS}, theo@shopper.example", by=ada)
    side, _written = start_side_conversation(ticket, to=ADDRESS, subject="Lamp", text="Do you know?", by=ada)
    both, _written = forward(
        ticket, [message], to=theirs, subject="Fwd: Lamp", text="Look.", files=[], by=ada
    )
    others = {
        "ticket": ticket,
        "agent": ada,
        "channel": "email",
        "addressees": {"to": "mina@shopper.example", "cc": theirs},
    }
    draft = Draft.objects.create(**others)
    waiting = ScheduledReply.objects.create(
        **others, send_at=timezone.now(), shown_to=ADDRESS, after_message=message.pk
    )
    Delivery.objects.filter(recipient=ADDRESS).update(error=f"550 {ADDRESS} is unknown")

    erase(quillon, by=ada)

    assert places_of(NAME, ADDRESS, "vexley", "quillon") == set()
    for row in (draft, waiting, side, both):
        row.refresh_from_db()
    assert draft.addressees == {"to": "mina@shopper.example", "cc": "…, theo@shopper.example"}
    assert (waiting.shown_to, waiting.addressees) == ("…", draft.addressees)
    assert (side.recipients, both.recipients) == ([], ["theo@shopper.example"])
    assert ticket.events.get(verb="redirected").data["to"] == "…, theo@shopper.example"
    with pytest.raises(Refused, match="Nobody is left"):
        write_side_message(side, "And now?", by=ada)


def test_what_waits_to_be_sent_to_them_does_not_leave(quillon, late_parcel, care, ada):
    start_side_conversation(late_parcel, to=ADDRESS, subject="Lamp", text="Do you know?", by=ada)
    erase_customer(quillon, NAME, by=None)

    assert [(each.state, each.recipient) for each in Delivery.objects.all()] == [
        ("cancelled", f"… {Delivery.objects.get().pk}")
    ]


def test_their_flood_is_gathered_by_nobody(quillon, theo, care, settings):
    settings.FLOOD_HOUR = 1
    for number in range(2):
        told = receive(
            mail(f"Alarm {number}", message_id=f"<{number}@x.example>", **{"from": f"{NAME} <{ADDRESS}>"})
        )
    gathers = Ticket.objects.get(pk=told["ticket"])
    Ticket.objects.filter(pk=gathers.pk).update(customer=theo)

    erase(quillon)

    assert not Flood.objects.exists()
    assert gathers.events.get(verb="flooded").data["address"] == "…"
    assert places_of(ADDRESS, "quillon") == set()


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


def test_a_worker_that_dies_in_the_middle_leaves_work_that_another_ends(quillon, monkeypatch):
    for number in range(5):
        create_ticket(customer=quillon, channel="email", subject=f"{WORD} {number}")
    begun = erase_customer(quillon, NAME, by=None)
    calls = iter([True, True])

    def dies(ids):
        if not next(calls, False):
            raise RuntimeError("killed")
        return ticket_part.some(ids)

    monkeypatch.setattr("shopbell.tickets.customer_erasure.AT_ONCE", 2)
    ticket_part = next(part for part in PARTS if part.left([*begun.numbers]))
    monkeypatch.setattr(erasure_work, "PARTS", [*(p for p in PARTS if p != ticket_part), Part(some=dies)])
    with pytest.raises(RuntimeError):
        erasure_work.work_on(begun.pk, seconds=600)
    begun.refresh_from_db()
    assert (begun.done, begun.left, begun.finished_at) == (4, 1, None)
    assert not Ticket.objects.filter(deletion=None).exists()

    monkeypatch.undo()
    erasure_work.work_on(begun.pk, seconds=600)
    erasure_work.work_on(begun.pk, seconds=600)

    begun.refresh_from_db()
    assert begun.finished_at and not Ticket.objects.exists()


def test_a_portion_ends_and_the_next_goes_on(quillon, monkeypatch):
    monkeypatch.setattr("shopbell.tickets.customer_erasure.AT_ONCE", 1)
    for _ in range(3):
        create_ticket(customer=quillon, channel="email", subject=WORD)
    begun = erase_customer(quillon, NAME, by=None)

    erasure_work.work_on(begun.pk, seconds=0)
    assert begun.left == 2

    work()
    begun.refresh_from_db()
    assert begun.finished_at


def test_it_begins_once_and_only_by_the_name(quillon, theo):
    with pytest.raises(Refused, match="Type “Quillon Vexley”"):
        erase_customer(quillon, "Theo Brandt", by=None)
    assert Customer.objects.get(pk=quillon.pk).name == NAME

    begun = erase_customer(quillon, "  quillon   VEXLEY ", by=None)

    assert erase_customer(quillon, "whatever", by=None) == begun
    with pytest.raises(Refused, match="part of another"):
        gone = customer("Theo Again")
        merge_customers(theo, gone)
        erase_customer(Customer.objects.get(pk=gone.pk), "Theo Again", by=None)


def test_an_admin_reads_what_goes_and_types_the_name(desk, quillon, root, ada):
    create_ticket(customer=quillon, channel="email", subject=WORD)
    address = f"/desk/customers/{quillon.pk}/erase/"
    assert desk(ada).get(address).status_code == 403
    assert address not in desk(ada).get(f"/desk/customers/{quillon.pk}/").content.decode()
    browser = desk(root)
    assert address in browser.get(f"/desk/customers/{quillon.pk}/").content.decode()

    page = browser.get(address).content.decode()
    for words in ("drafts and timeline: 1.", ADDRESS, "This cannot be undone."):
        assert words in page, words
    refused = browser.post(address, {"name": "Theo"})
    assert refused.status_code == 422 and Customer.objects.filter(pk=quillon.pk, erased_at=None).exists()

    table = browser.post(address, {"name": NAME}, follow=True).content.decode()
    assert f"#{quillon.pk}" in table and "0 of 1 tickets" in table and NAME not in table
    assert browser.get(f"/desk/customers/{quillon.pk}/").status_code == 404
    work()
    part = browser.get("/desk/settings/erasures/", headers={"HX-Request": "true"}).content.decode()
    assert "badge-done" in part and "hx-trigger" not in part
