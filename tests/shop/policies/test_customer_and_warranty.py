"""Policies ask who the customer is (their segments, what they are worth) and whether a line is under warranty."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.core.errors import Refused
from shopbell.customers.models import Customer
from shopbell.segments.models import Segment
from shopbell.shop.actions.buyer import buyer_of
from shopbell.shop.actions.offers import offers_for
from shopbell.shop.actions.warranty import months_after
from shopbell.shop.models import Order, Policy, Shipment
from shopbell.shop.panel import panel_context
from shopbell.shop.policies.condition import check_conditions
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.in_words import condition_in_words
from shopbell.shop.policies.policy import write_version
from shopbell.shop.policies.wording import _in_words


@pytest.fixture
def regulars(db):
    """Whoever has two orders."""
    segment = Segment(name="Regulars")
    segment.keep("orders:>=2")
    segment.save()
    return segment


@pytest.fixture
def first_rule(db):
    """`first_rule("cancel_order", field, op, value, outcome="refuse")`: a rule that is asked before all others."""

    def write(action, *condition, outcome="refuse", sentence="Not for you.", **more):
        policy = Policy.objects.create(slug=f"{action}-first", action=action, position=-1, title="First")
        conditions = [dict(zip(("field", "op", "value"), condition, strict=True))]
        write_version(policy, outcome=outcome, conditions=conditions, sentences={"en": sentence}, **more)
        return policy

    return write


@pytest.mark.requirement("R84")
def test_a_rule_holds_for_a_segment_and_for_nobody_else(look, sell, mina, theo, card, regulars, first_rule):
    first_rule("cancel_order", "customer.segments", "has", str(regulars.pk))
    ours, theirs = sell(mina, card), sell(theo, card)
    sell(mina, card)

    assert look("cancel_order", ours, reason="ordered by mistake").ruling.rule == "cancel_order-first"
    assert look("cancel_order", theirs, reason="ordered by mistake").ruling.rule != "cancel_order-first"


def test_the_button_is_greyed_by_the_segment_as_well(sell, mina, ada, card, regulars, first_rule):
    first_rule("cancel_order", "customer.segments", "has_not", str(regulars.pk))
    order = sell(mina, card)

    def said():
        return next(each for each in offers_for(order, by=ada) if each.action.name == "cancel_order")

    assert (said().is_allowed, said().sentence) == (False, "Not for you.")
    sell(mina, card)
    assert said().is_allowed


def test_a_rule_asks_for_what_the_panel_shows_of_a_buyers_worth(
    look, sell, mina, ada, card, late_parcel, first_rule
):
    order = sell(mina, card)
    sell(mina, card, status="refunded")
    worth = panel_context(late_parcel, ada)["shop"].worth
    first_rule(
        "cancel_order", "customer.spent", "at_least", worth.sums[0][1],
        sentence="From {limit} on we call you, for {customer.spent} so far.",
    )  # fmt: skip

    ruling = look("cancel_order", order, reason="ordered by mistake").ruling

    assert (worth.count, worth.buyer) == (1, "first")
    assert ruling.sentence == "From €148.00 on we call you, for €148.00 so far."
    assert buyer_of(mina).facts("EUR") | {"customer.segments": []} == {
        "customer.orders": 2, "customer.is_known": True, "customer.country": mina.country,
        "customer.kept_orders": 1, "customer.buyer": "first", "customer.spent": 14800, "customer.segments": [],
        "customer.currency": "EUR",
    }  # fmt: skip


def test_what_a_customer_spent_is_said_in_the_currency_that_they_spent(sell, mina, theo, card):
    Order.objects.create(
        external_id="yen", number="yen", customer=mina, currency="JPY", total_cents=5000, status="delivered"
    )
    sell(theo, card)  # the shop's newest order is in euros

    facts = buyer_of(mina).facts()

    assert (facts["customer.spent"], facts["customer.currency"]) == (5000, "JPY")
    with translation.override("en"):
        assert _in_words("customer.spent", facts) == "¥5,000"


orders = st.lists(
    st.tuples(
        st.sampled_from(["EUR", "USD", "JPY"]),
        st.integers(0, 10**6),
        st.sampled_from(["pending", "delivered", "cancelled", "refunded", "returned", "exchanged"]),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bought=orders, currency=st.sampled_from(["EUR", "USD", "JPY"]))
def test_whatever_was_bought_a_rule_asks_of_what_was_kept_in_the_orders_currency(db, bought, currency):
    customer = Customer.objects.create(name="One")
    start = Order.objects.count()
    for number, (code, cents, status) in enumerate(bought, start):
        Order.objects.create(
            external_id=f"{customer.pk}-{number}", number=str(number), customer=customer, currency=code,
            total_cents=cents, status=status,
        )  # fmt: skip
    kept = [each for each in bought if each[2] not in ("cancelled", "refunded", "returned")]

    facts = buyer_of(customer).facts(currency)

    assert facts["customer.orders"] == len(bought)
    assert facts["customer.kept_orders"] == len(kept)
    assert facts["customer.spent"] == sum(cents for code, cents, _status in kept if code == currency)
    assert facts["customer.buyer"] == ("potential", "first", "returning")[min(len(kept), 2)]


@pytest.mark.requirement("R84")
@pytest.mark.parametrize(("arrived_days_ago", "is_mended"), [(300, True), (400, False)])
def test_what_is_under_warranty_is_sent_again_and_what_is_not_is_refused(
    look, sell, mina, card, vase, first_rule, arrived_days_ago, is_mended
):
    vase.product.warranty_months = 12
    vase.product.save()
    order = sell(mina, card, status="delivered")
    arrived = timezone.now() - timedelta(days=arrived_days_ago)
    Shipment.objects.create(order=order, external_id="1", carrier="Colis", delivered_at=arrived)
    first_rule("return_items", "line.is_in_warranty", "is", True, outcome="allow", sentence="We mend it.")

    ruling = look("return_items", order, lines=[{"line": order.lines.get().pk}]).ruling

    assert (ruling.rule == "return_items-first") is is_mended


def test_where_the_product_says_nothing_the_shops_own_rule_says_how_long(look, sell, mina, card, first_rule):
    order = sell(mina, card, status="delivered")
    lines = [{"line": order.lines.get().pk}]
    assert "line.is_in_warranty" not in look("return_items", order, lines=lines).facts.lines[0]
    first_rule(
        "warranty", "order.country", "is", "FR", outcome="allow", terms={"warranty_months": 36},
        sentence="{warranty_months} months.",
    )  # fmt: skip

    facts = look("return_items", order, lines=lines).facts.lines[0]

    assert (facts["line.warranty_months"], facts["line.is_in_warranty"]) == (36, True)


moments = st.integers(0, 36_525).map(lambda days: datetime(1990, 1, 1, 9, tzinfo=UTC) + timedelta(days=days))


@given(moment=moments, months=st.integers(0, 1200), more=st.integers(0, 24))
def test_a_warranty_ends_on_its_day_never_earlier_for_more_months(moment, months, more):
    end = months_after(moment, months)

    assert (end.year * 12 + end.month) - (moment.year * 12 + moment.month) == months
    assert end.day == moment.day or (end.day < moment.day and (end + timedelta(days=1)).day == 1)
    assert months_after(moment, months + more) >= end


def test_the_editor_offers_the_segments_and_says_them_by_name(write, desk, root, regulars):
    page = write(
        about="cancel_order", title="Regulars", sentence_en="We ask.",
        conditions=[{"field": "customer.segments", "op": "has_other_than", "value": [str(regulars.pk)]}],
    )  # fmt: skip
    policy = Policy.objects.get(title="Regulars")

    assert page.status_code == 302
    shown = desk(root).get(f"/desk/settings/policies/{policy.pk}/").content.decode()
    assert f'value="{regulars.pk}" checked' in shown and "Regulars</span>" in shown
    assert condition_in_words(policy.newest.conditions[0]) == (
        "Segments that the customer is in has others than Regulars"
    )


def test_a_segment_that_is_no_more_is_nobodys_and_no_new_rule_asks_for_it(
    look, sell, mina, card, regulars, first_rule
):
    policy = first_rule("cancel_order", "customer.segments", "has", str(regulars.pk))
    conditions = policy.newest.conditions
    sell(mina, card)
    regulars.delete()

    assert look("cancel_order", sell(mina, card), reason="ordered by mistake").ruling.rule != policy.slug
    assert condition_in_words(conditions[0]) == "Segments that the customer is in has (deleted)"
    with pytest.raises(Refused, match="cannot have"):
        check_conditions(conditions)


def test_the_configuration_file_calls_a_segment_by_its_name(root, regulars, first_rule):
    policy = first_rule("cancel_order", "customer.segments", "has", str(regulars.pk))
    text = export_configuration(by=root)
    assert '"Regulars"' in text
    regulars.delete()

    import_configuration(text, by=root)

    told = Draft.of(Policy.objects.get(pk=policy.pk).newest).conditions
    assert told == [
        {"field": "customer.segments", "op": "has", "value": str(Segment.objects.get(name="Regulars").pk)}
    ]
