"""What others keep when a customer is erased: their orders' books, their tickets and what was merged with them."""

import pytest
from django.utils import timezone

from shopbell.channels.email.joining.flood import Flood
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.forward import forward
from shopbell.channels.email.sending.redirect import redirect_mail
from shopbell.channels.email.side import start_side_conversation, write_side_message
from shopbell.channels.models import Delivery
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, preview_of
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Customer
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
from tests.channels.email.conftest import mail
from tests.customers.erased import ADDRESS, NAME, WORD, erase, places_of


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
