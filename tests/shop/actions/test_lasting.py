"""Until when an action stays possible: by the shop's rules, whatever they count."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shopbell.customers.models import Customer
from shopbell.shop.actions.lasting import allowed_until, lasts_while_as_it_is
from shopbell.shop.actions.preview import Plan, Preview
from shopbell.shop.models import Order, Policy
from shopbell.shop.policies.decide import decide, rules_at
from shopbell.shop.policies.fact import Facts
from shopbell.shop.policies.policy import write_version

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
PLACED = "order.days_since_placed"


def rule(slug, outcome, *conditions, action="cancel_order", **more):
    policy = Policy.objects.create(action=action, slug=slug, title=slug, position=Policy.objects.count())
    rows = [{"field": field, "op": op, "value": value} for field, op, value in conditions]
    more.setdefault("effective_from", NOW - 99 * DAY)
    return write_version(policy, outcome=outcome, conditions=rows, sentences={"en": slug}, **more)


def seen(order, at=NOW, action="cancel_order", rules=None):
    """What a preview says at `at`, by the facts that these rules ask for."""
    facts = Facts({PLACED: (at - order.placed_at).days, "order.status": order.status})
    return Preview(
        action,
        order,
        order.customer,
        {},
        Plan(),
        order.status,
        decide(action, facts, at, rules=rules),
        facts=facts,
    )


@pytest.fixture
def order(sell, mina):
    Policy.objects.filter(action="cancel_order").delete()
    order = sell(mina)
    order.placed_at = NOW - 2.5 * DAY
    order.save()
    return order


@pytest.mark.parametrize(("op", "days"), [("more", 5), ("at_least", 4)])
def test_a_refusal_from_a_day_on_is_the_end(order, op, days):
    rule("late", "refuse", (PLACED, op, days))
    rule("else", "allow")

    until = allowed_until(seen(order), NOW)

    assert until == order.placed_at + (days + (op == "more")) * DAY


def test_what_is_allowed_by_another_rule_then_goes_on(order):
    rule("young", "allow", (PLACED, "at_most", 3))
    rule("old", "allow", (PLACED, "less", 10))
    rule("else", "refuse")

    assert allowed_until(seen(order), NOW) == order.placed_at + 10 * DAY


def test_a_rule_that_ends_or_begins_is_an_end_too(order):
    rule("sale", "refuse", effective_from=NOW + 3 * DAY)
    rule("else", "allow", effective_until=NOW + 4 * DAY)
    assert allowed_until(seen(order), NOW) == NOW + 3 * DAY

    Policy.objects.get(slug="sale").delete()
    assert allowed_until(seen(order), NOW) == NOW + 4 * DAY


def test_days_that_no_calendar_reaches_are_never_full(order):
    rule("always", "allow", (PLACED, "at_most", 9_999_999))

    assert allowed_until(seen(order), NOW) is None


def test_the_rules_are_read_once_however_many_days_they_count(order, django_assert_max_num_queries):
    for number in range(8):
        rule(f"r{number}", "refuse", (PLACED, "is", 50 + number))
    rule("else", "allow")
    preview = seen(order)

    with django_assert_max_num_queries(6):
        assert allowed_until(preview, NOW) == order.placed_at + 50 * DAY
        assert not lasts_while_as_it_is(preview, NOW)


def test_rules_that_count_no_days_name_no_day(order):
    rule("else", "allow")

    assert allowed_until(seen(order), NOW) is None


def test_what_hangs_on_the_state_of_the_order_says_so(order):
    rule("packed", "refuse", ("order.status", "is_not", "pending"))
    rule("else", "allow")
    assert lasts_while_as_it_is(seen(order), NOW)

    order.status = "processed"
    assert not lasts_while_as_it_is(seen(order), NOW)  # refused: it does not last at all


def test_what_hangs_on_nothing_does_not(order):
    rule("else", "allow")

    assert not lasts_while_as_it_is(seen(order), NOW)


class Ends(TestCase):
    """Whatever is counted: a moment before the end it is allowed, and from then on it is not."""

    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["more", "at_least", "less", "at_most", "is", "is_not"]),
                st.integers(0, 12),
                st.sampled_from(["allow", "refuse"]),
            ),
            max_size=4,
        ),
        st.integers(0, 10 * 24),
    )
    def test_the_end_is_where_the_rules_turn(self, rules, hours):
        Policy.objects.filter(action="cancel_order").delete()
        for number, (op, days, outcome) in enumerate(rules):
            rule(f"r{number}", outcome, (PLACED, op, days))
        rule("else", "allow")
        customer = Customer.objects.create(name="Mina")
        order = Order(customer=customer, placed_at=NOW - timedelta(hours=hours), status="pending")
        order.save()
        if not seen(order).ruling.is_allowed:
            assert allowed_until(seen(order), NOW) is None
            return
        until, asked = allowed_until(seen(order), NOW), rules_at("cancel_order", NOW)
        moments = [NOW + timedelta(hours=each) for each in range(0, 15 * 24, 6)]
        before = [at for at in moments if until is None or at < until]
        assert all(seen(order, at, rules=asked).ruling.is_allowed for at in before)
        if until is not None:
            assert not seen(order, until, rules=asked).ruling.is_allowed
            assert seen(order, until - timedelta(minutes=1), rules=asked).ruling.is_allowed
