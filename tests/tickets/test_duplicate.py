"""The hint that a customer has asked already: shown, never acted upon."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.duplicate import LATELY, dismiss_duplicate, duplicate_of, likeness, recall_duplicate
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ContactReason, Ticket
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import create_ticket


@pytest.fixture
def second(mina, returns):
    """Another ticket of Mina's, on something else as far as the desk can see."""
    ticket = create_ticket(customer=mina, channel="chat", subject="Hello", team=returns, by=mina)
    receive_message(ticket, "Is anybody there?", customer=mina, channel="chat")
    return ticket


def hint(ticket, agent):
    found = duplicate_of(Ticket.objects.get(pk=ticket.pk), agent, timezone.now())
    return found and (found.ticket.pk, found.why)


def test_another_matter_is_no_duplicate(late_parcel, second, bo):
    assert hint(second, bo) is None


def test_the_same_order_the_same_words_or_the_same_reason_is_one(late_parcel, second, mina, bo):
    order = Order.objects.create(external_id="1", number="20311", customer=mina, currency="EUR")
    reason = ContactReason.objects.first()

    Ticket.objects.update(reason=reason)
    assert hint(second, bo) == (late_parcel.pk, "the same contact reason")

    Ticket.objects.filter(pk=second.pk).update(
        subject="where is my parcel", preview="It should have come Tuesday"
    )
    assert hint(second, bo) == (late_parcel.pk, "nearly the same words")

    for ticket in (late_parcel, second):
        TicketOrder.objects.create(ticket=ticket, order=order)
    assert hint(second, bo) == (late_parcel.pk, "the same order")


@pytest.mark.parametrize("spoil", ["solved", "old", "somebody else's", "out of sight"])
def test_only_a_late_unsolved_visible_ticket_of_the_same_customer_counts(
    late_parcel, second, bo, theo, advice, spoil
):
    Ticket.objects.update(reason=ContactReason.objects.first())
    first = Ticket.objects.filter(pk=late_parcel.pk)
    if spoil == "solved":
        solve_ticket(late_parcel, by=bo)
    elif spoil == "old":
        first.update(last_message_at=timezone.now() - LATELY - timedelta(minutes=1))
    elif spoil == "somebody else's":
        first.update(customer=theo)
    else:
        first.update(team=advice)

    assert hint(second, bo) is None


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Where is my parcel?", "where is my PARCEL", True),
        ("私の荷物はどこですか", "私の荷物はどこ？", True),
        ("Where is my parcel?", "The shirt is too small", False),
        ("", "", False),
    ],
)
def test_likeness_reads_any_script(one, other, is_alike):
    assert (likeness(one, other) >= 0.5) == is_alike


def test_the_ticket_shows_the_hint_with_a_way_to_merge_into_the_older_one(desk, late_parcel, second, bo):
    Ticket.objects.update(reason=ContactReason.objects.first())

    for ticket in (late_parcel, second):
        page = desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()
        assert "Asked already?" in page and "the same contact reason" in page
        assert f"/desk/tickets/{second.pk}/merge/?into={late_parcel.pk}" in page


def test_a_pair_that_somebody_put_away_is_hinted_at_on_neither_page(late_parcel, second, bo, ada):
    Ticket.objects.update(reason=ContactReason.objects.first())
    assert hint(second, bo) and hint(late_parcel, bo)

    dismiss_duplicate(second, late_parcel, by=bo)
    dismiss_duplicate(late_parcel, second, by=ada)

    assert hint(second, ada) is None and hint(late_parcel, bo) is None
    recall_duplicate(late_parcel, second)
    assert hint(second, bo) and hint(late_parcel, bo)


def test_a_third_ticket_is_hinted_at_all_the_same(late_parcel, second, mina, returns, bo):
    third = create_ticket(customer=mina, channel="email", subject="And again", team=returns)
    Ticket.objects.update(reason=ContactReason.objects.first())

    dismiss_duplicate(second, late_parcel, by=bo)

    assert hint(second, bo) == (third.pk, "the same contact reason")


def test_the_button_puts_it_away_and_offers_the_way_back(late_parcel, second, desk, bo, cy):
    Ticket.objects.update(reason=ContactReason.objects.first())
    address = f"/desk/tickets/{second.pk}/no-duplicate/{late_parcel.pk}/"
    page = f"/desk/tickets/{second.pk}/"
    assert address in desk(bo).get(page).content.decode()

    answer = desk(bo).post(address, headers={"HX-Request": "true"})

    assert answer.status_code == 204 and f"{address}?undo=1" in answer["HX-Trigger"]
    assert "Asked already" not in desk(bo).get(page).content.decode()
    desk(bo).post(f"{address}?undo=1", headers={"HX-Request": "true"})
    assert "Asked already" in desk(bo).get(page).content.decode()
    assert desk(cy).post(address).status_code == 404
