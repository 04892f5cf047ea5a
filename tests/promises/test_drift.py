"""Whatever a goal may ask of a ticket is asked again when it changes, be it told by the timeline or not."""

import pytest
from django.utils import timezone

from shopbell.customers.models import Company, CompanyMember
from shopbell.promises.choosing import choose_due
from shopbell.promises.drift import mark_drifted
from shopbell.promises.facts import FACTS, STAYS, TOLD_BY, UNTOLD
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.goal_text import OF_ITS_HOUR, OF_PROMISES
from shopbell.promises.models import TicketClocks
from shopbell.segments.segment import Segment
from shopbell.shop.models import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.event import Verb
from shopbell.tickets.filter.field import FIELDS
from shopbell.tickets.message import add_note, write_reply
from shopbell.tickets.ticket import prioritize_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]


def wishes(field: str, value) -> GoalPolicy:
    """A policy for tickets of which one thing is true, before all others."""
    conditions = [{"field": field, "values": [value]}]
    return GoalPolicy.objects.create(
        name="Theirs", conditions=conditions, first_reply_seconds=600, position=1
    )


def chosen(ticket) -> str:
    """The policy by name, once all marks were looked at."""
    choose_due(timezone.now())
    assert choose_due(timezone.now()) == 0
    return str(TicketClocks.objects.select_related("policy_version").get(ticket=ticket).policy_version)


def test_of_every_field_it_is_known_what_changes_its_answer():
    refused = OF_PROMISES | OF_ITS_HOUR
    known = TOLD_BY.keys() | UNTOLD | STAYS | refused

    assert FIELDS.keys() == known
    assert not (TOLD_BY.keys() | UNTOLD) & (STAYS | refused)
    assert set().union(*TOLD_BY.values()) <= FACTS


def test_an_answer_ends_what_waits_for_the_first(late_parcel, ada):
    wishes("is", "unanswered")
    assert chosen(late_parcel) == "Theirs"
    write_reply(late_parcel, "It comes tomorrow.", by=ada, channel="email")

    assert chosen(late_parcel) == "Everything else"


def test_a_note_may_bring_other_goals(late_parcel, ada):
    wishes("has", "note")
    assert chosen(late_parcel) == "Everything else"
    add_note(late_parcel, "She called as well.", by=ada)

    assert chosen(late_parcel) == "Theirs"


def test_a_customer_who_joins_a_company_has_the_goals_of_it(late_parcel, wrong_size):
    company = Company.objects.create(name="Wexmoor")
    wishes("company", company.pk)
    assert chosen(late_parcel) == "Everything else"
    CompanyMember.objects.create(company=company, customer=late_parcel.customer)

    assert mark_drifted(timezone.now()) == 1
    assert chosen(late_parcel) == "Theirs"
    assert mark_drifted(timezone.now()) == 0


def test_who_joins_a_segment_has_the_goals_of_it(late_parcel):
    members = Segment(name="VIP")
    members.keep("country:FR")
    members.save()
    wishes("segment", members.pk)
    assert chosen(late_parcel) == "Everything else"
    late_parcel.customer.country = "FR"
    late_parcel.customer.save()

    assert mark_drifted(timezone.now()) == 1
    assert chosen(late_parcel) == "Theirs"


def test_an_order_that_goes_on_brings_other_goals(late_parcel, ada):
    order = Order.objects.create(
        number="70001", customer=late_parcel.customer, currency="EUR", total_cents=100, status="shipped"
    )
    link_order(late_parcel, order, by=ada)
    wishes("order-state", "delivered")
    assert chosen(late_parcel) == "Everything else"
    Order.objects.filter(pk=order.pk).update(status="delivered")  # as connectors do, by the thousand

    assert mark_drifted(timezone.now()) == 1
    assert chosen(late_parcel) == "Theirs"


def test_an_order_that_grows_brings_other_goals(late_parcel, ada):
    order = Order.objects.create(
        number="70001", customer=late_parcel.customer, currency="EUR", total_cents=20_000, status="shipped"
    )
    link_order(late_parcel, order, by=ada)
    wishes("order-value", ">200")
    assert chosen(late_parcel) == "Everything else"
    Order.objects.filter(pk=order.pk).update(total_cents=20_001)

    assert mark_drifted(timezone.now()) == 1
    assert chosen(late_parcel) == "Theirs"


def test_every_portion_is_compared(late_parcel, wrong_size):
    for ticket in (late_parcel, wrong_size):
        chosen(ticket)
        ticket.customer.country = "FR"
        ticket.customer.save()
    members = Segment(name="France")
    members.keep("country:FR")
    members.save()
    wishes("segment", members.pk)

    assert mark_drifted(timezone.now(), size=1) == 2


def test_goals_that_the_timeline_tells_of_cost_no_look_at_all(
    late_parcel, ada, django_assert_max_num_queries
):
    wishes("priority", "urgent")
    prioritize_ticket(late_parcel, 4, by=ada)
    assert chosen(late_parcel) == "Theirs"
    TicketClocks.objects.update(policy_version=None)  # what a comparison would find

    with django_assert_max_num_queries(20):
        assert mark_drifted(timezone.now()) == 0
    assert late_parcel.events.filter(verb=Verb.GOALS_CHOSEN).count() == 1
