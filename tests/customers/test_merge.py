"""Merging and taking it back: whatever points at a customer moves, and comes home."""

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity
from shopbell.customers.merge import merge_customers, pointers, undo_merge
from shopbell.customers.models import Customer, CustomerMerge, Identity
from shopbell.shop.models import Address, Order
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket
from tests.cast import customer
from tests.two_connections import held_up_by_us


def picture():
    """Every pointer at a customer, and what is known of each, as it is now."""
    rows = {
        f"{field.model._meta.label}.{field.name}": sorted(
            field.model._base_manager.exclude(**{field.name: None}).values_list("pk", f"{field.name}_id")
        )
        for field in pointers().values()
    }
    identities = sorted(
        Identity.objects.values_list("pk", "customer_id", "kind", "value", "verified_at", "source"), key=str
    )
    known = sorted(Customer.objects.values_list("pk", "name", "city", "background", "merged_into_id"))
    return rows, identities, known


def test_everything_moves_to_the_one_that_stays(late_parcel, wrong_size, mina, theo, bo):
    merge_customers(mina, theo, by=bo)

    wrong_size.refresh_from_db()
    assert wrong_size.customer == mina
    assert {message.customer for message in wrong_size.messages.all()} == {mina}
    assert {identity.value for identity in mina.identities.all()} == {
        "mina@shopper.example",
        "theo@shopper.example",
    }
    assert list(Customer.objects.visible_to(bo)) == [mina]


def test_what_the_one_that_stays_does_not_know_is_filled_in(mina, theo, bo):
    theo.city = "Lyon"
    theo.save()

    merge_customers(mina, theo, by=bo)

    mina.refresh_from_db()
    assert (mina.name, mina.city) == ("Mina Okafor", "Lyon")


def test_the_tickets_that_moved_tell_whose_they_were_who_moved_them_and_why(
    late_parcel, wrong_size, mina, theo, bo, ada
):
    merge = merge_customers(mina, theo, by=bo, reason="Called about both orders.")

    told = wrong_size.events.get(verb="customer_changed")
    assert (told.agent, told.data["before"], told.data["after"]) == (bo, "Theo Brandt", "Mina Okafor")
    words = " ".join(render_to_string("tickets/_event.html", {"event": told}).split())
    assert words == (
        "Bo Lind moved this ticket from Theo Brandt to Mina Okafor. Reason: Called about both orders."
    )
    assert not late_parcel.events.filter(verb="customer_changed").exists()

    undo_merge(merge, by=ada)
    undo_merge(merge, by=ada)

    back = wrong_size.events.filter(verb="customer_changed").latest("pk")
    assert (back.agent, back.data["before"], back.data["after"]) == (ada, "Mina Okafor", "Theo Brandt")
    assert wrong_size.events.filter(verb="customer_changed").count() == 2


def test_a_ticket_that_came_after_the_merge_stays_and_is_told_nothing(mina, theo, bo):
    merge = merge_customers(mina, theo, by=bo)
    later = create_ticket(customer=mina, channel="email", subject="Later", by=mina)

    undo_merge(merge, by=bo)

    assert not later.events.filter(verb="customer_changed").exists()


def test_the_address_book_moves_though_both_have_a_default(mina, theo, bo):
    Address.objects.create(customer=mina, line1="Quai 1", is_default=True)
    other = Address.objects.create(customer=theo, line1="Rue 2")
    default = Address.objects.create(customer=theo, line1="Rue 3", is_default=True)

    merge = merge_customers(mina, theo, by=bo)

    assert list(mina.addresses.values_list("line1", flat=True)) == ["Quai 1", "Rue 2", "Rue 3"]
    assert mina.addresses.get(is_default=True).line1 == "Quai 1"
    undo_merge(merge, by=bo)
    assert set(theo.addresses.all()) == {other, default} and mina.addresses.count() == 1
    assert theo.addresses.get(is_default=True) == default


def test_nobody_is_merged_with_themselves_or_twice(mina, theo, bo):
    with pytest.raises(Refused, match="same customer"):
        merge_customers(mina, mina, by=bo)
    merge_customers(mina, theo, by=bo)
    with pytest.raises(Refused, match="merged already"):
        merge_customers(mina, theo, by=bo)


def test_a_merge_under_a_later_merge_is_taken_back_last(mina, theo, bo):
    first = merge_customers(mina, theo, by=bo)
    merge_customers(Customer.objects.create(name="Third"), mina, by=bo)

    with pytest.raises(Refused, match="Take that merge back first"):
        undo_merge(first, by=bo)


def test_taking_back_twice_changes_nothing(mina, theo, bo):
    merge = merge_customers(mina, theo, by=bo)
    undo_merge(merge, by=bo)
    after = picture()

    undo_merge(merge, by=bo)

    assert picture() == after


def test_what_came_after_the_merge_stays(wrong_size, mina, theo, bo):
    merge = merge_customers(mina, theo, by=bo)
    later = create_ticket(customer=mina, channel="email", subject="Later")

    undo_merge(merge, by=bo)

    later.refresh_from_db()
    wrong_size.refresh_from_db()
    assert (later.customer, wrong_size.customer) == (mina, theo)


def test_a_proof_that_only_the_other_had_is_not_lost(mina, theo, bo):
    """Mina claims what Theo has proved: once they are one person it is proved, and undone it is his again."""
    claim_identity(mina, "email", "theo@shopper.example", source="chat")
    before = picture()

    merge = merge_customers(mina, theo, by=bo)
    assert mina.identities.filter(value="theo@shopper.example", verified_at__isnull=False).exists()

    undo_merge(merge, by=bo)
    assert picture() == before


people = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Mina", "Theo"]),
        "city": st.sampled_from(["", "Lyon"]),
        "claims": st.lists(
            st.sampled_from(["a@x.example", "b@x.example", "c@x.example"]), unique=True, max_size=3
        ),
        "is_verified": st.booleans(),
        "tickets": st.integers(0, 2),
        "orders": st.integers(0, 2),
    }
)


def make(number, facts):
    person = Customer.objects.create(name=facts["name"], city=facts["city"])
    at = timezone.now() if facts["is_verified"] else None
    for value in facts["claims"]:
        claim_identity(person, "email", value, source="test", verified_at=at)
    for index in range(facts["tickets"]):
        ticket = create_ticket(customer=person, channel="email", subject=f"{number}.{index}", by=person)
        receive_message(ticket, "Hello", customer=person, channel="email")
    for index in range(facts["orders"]):
        Order.objects.create(
            external_id=f"{number}.{index}", number=f"{number}{index}", customer=person, currency="EUR"
        )
    return person


@pytest.mark.django_db(transaction=False)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=people, other=people)
def test_a_merge_taken_back_leaves_every_pointer_as_it_was(db, django_db_blocker, one, other):
    with transaction.atomic():
        kept, gone = make(1, one), make(2, other)
        before = picture()

        merge = merge_customers(kept, gone)
        assert not any(pk == gone.pk for rows in picture()[0].values() for _, pk in rows)
        undo_merge(merge)

        assert picture() == before
        CustomerMerge.objects.all().delete()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_message_of_the_same_customer_are_in_nobodys_way():
    kept, gone = customer("Mina"), customer("Mina Again")
    ticket = create_ticket(customer=gone, channel="email")

    with held_up_by_us(merge_customers, kept, gone) as others:
        receive_message(ticket, "One more thing", customer=gone, channel="email")

    assert isinstance(others[0].outcome(), CustomerMerge)
    ticket.refresh_from_db()
    assert ticket.customer == kept and ticket.messages.count() == 1
