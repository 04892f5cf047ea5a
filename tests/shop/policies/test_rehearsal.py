"""Trying a rule out: it finds the past orders that it would treat differently, in portions, and changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.models import ActionRun, Order, Policy, PolicyVersion, Rehearsal
from shopbell.shop.policies import rehearsal_work
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.rehearsal import cancel_rehearsal, start_rehearsal, sweep_rehearsals
from shopbell.shop.policies.rehearsal_work import work_on

from .conftest import LIST

TOO_LATE = Draft(
    "refuse",
    [{"field": "order.days_since_delivered", "op": "more", "value": 30}],
    sentences={"en": "Too late."},
)


@pytest.fixture
def delivered(sell, mina, card):
    """`delivered(40)`: an order that came so many days ago."""

    def order_of(days):
        order = sell(mina, card, status="delivered")
        order.shipments.create(delivered_at=timezone.now() - timedelta(days=days))
        return order

    return order_of


@pytest.mark.requirement("R84")
def test_it_finds_the_orders_that_a_window_would_refuse(root, delivered):
    old, _new = delivered(40), delivered(10)
    rehearsal = start_rehearsal("return_items", TOO_LATE, by=root, title="Window")
    work_on(rehearsal.pk)

    rehearsal.refresh_from_db()
    assert (rehearsal.state, rehearsal.orders_seen, rehearsal.different_orders) == ("done", 2, 1)
    difference = rehearsal.differences.get()
    assert difference.order == old
    assert (difference.before["outcome"], difference.after["outcome"]) == ("allow", "refuse")
    assert (
        difference.after["sentence"] == "Too late." and "We send you a label" in difference.before["sentence"]
    )
    assert (
        Policy.objects.filter(action="return_items").count()
        == PolicyVersion.objects.filter(policy__action="return_items").count()
    )  # nothing was written


def test_other_terms_are_a_difference_and_other_words_are_none(root, delivered, rule):
    delivered(3)
    draft = rule("return").draft
    draft.sentences = {"en": "Other words."}
    same = start_rehearsal("return_items", draft, by=root, policy=rule("return"))
    draft.terms = {**draft.terms, "fee_cents": 490}
    dearer = start_rehearsal("return_items", draft, by=root, policy=rule("return"))
    work_on(same.pk)
    work_on(dearer.pk)

    assert not same.differences.exists()
    assert "€4.90" in dearer.differences.get().after["terms"]


def test_an_action_that_was_asked_for_is_asked_once_more_as_it_was(root, sell, mina, card, rule):
    order = sell(mina, card)
    perform_action("cancel_order", by=root, key="k", order=order, parameters={"reason": "no longer needed"})
    draft = rule("cancel-reason").draft
    draft.conditions = [{"field": "reason", "op": "not_in", "value": ["ordered by mistake"]}]
    rehearsal = start_rehearsal("cancel_order", draft, by=root, policy=rule("cancel-reason"))
    work_on(rehearsal.pk)

    difference = rehearsal.differences.get()
    assert difference.run == ActionRun.objects.get() and difference.after["rule"] == "Reasons for cancelling"


def test_an_action_of_which_a_newer_fact_was_never_asked_is_passed_over(root, sell, mina, card):
    for key in ("then", "now"):
        perform_action(
            "cancel_order",
            by=root,
            key=key,
            order=sell(mina, card),
            parameters={"reason": "no longer needed"},
        )
    then = ActionRun.objects.get(key="then")
    then.facts["values"].pop("customer.spent")
    then.save()
    poor = Draft(
        "refuse", [{"field": "customer.spent", "op": "less", "value": 10**6}], sentences={"en": "No."}
    )
    rehearsal = start_rehearsal("cancel_order", poor, by=root, title="Poor")
    work_on(rehearsal.pk)

    rehearsal.refresh_from_db()
    assert (rehearsal.runs_seen, rehearsal.different_runs) == (2, 1)
    assert rehearsal.differences.exclude(run=None).get().run.key == "now"


def test_it_goes_on_where_it_was_and_looks_at_so_many_and_no_more(root, delivered, monkeypatch):
    monkeypatch.setattr(rehearsal_work, "ORDERS", 1)
    monkeypatch.setattr(rehearsal_work, "MOST", 2)
    first, second, third = (delivered(40) for _each in range(3))
    rehearsal = start_rehearsal("return_items", TOO_LATE, by=root)
    rehearsal_work._work_on_some(rehearsal.pk)
    assert [each.order for each in rehearsal.differences.all()] == [third]

    work_on(rehearsal.pk)
    assert [each.order for each in rehearsal.differences.all()] == [third, second]
    assert first not in {each.order for each in rehearsal.differences.all()}


def test_one_that_was_stopped_works_no_more(root, delivered):
    delivered(40)
    rehearsal = start_rehearsal("return_items", TOO_LATE, by=root)
    cancel_rehearsal(rehearsal)
    work_on(rehearsal.pk)

    rehearsal.refresh_from_db()
    assert rehearsal.state == "cancelled" and not rehearsal.differences.exists()


def test_what_is_no_rule_is_not_tried(root):
    with pytest.raises(Refused, match="Write what the customer reads"):
        start_rehearsal("return_items", Draft("refuse"), by=root)


def test_from_the_editor_to_the_differences_and_then_it_counts(write, rule, desk, root, delivered):
    order = delivered(3)
    answer = write(rule("return"), then="rehearsal", term_fee="4.90")
    rehearsal = Rehearsal.objects.get()
    assert answer["Location"] == f"{LIST}rehearsals/{rehearsal.pk}/"
    assert 'hx-trigger="every 1s"' in desk(root).get(answer["Location"]).content.decode()
    work_on(rehearsal.pk)

    page = desk(root).get(answer["Location"]).content.decode()
    assert f">{order}</a>" in page and "every 1s" not in page
    again = desk(root).get(f"{LIST}{rule('return').pk}/?rehearsal={rehearsal.pk}").content.decode()
    assert 'name="term_fee" value="4.90"' in again
    desk(root).post(f"{LIST}rehearsals/{rehearsal.pk}/take/")
    assert rule("return").newest.terms["fee_cents"] == 490


def test_it_is_not_taken_when_the_rule_was_changed_since(write, rule, desk, root):
    write(rule("return"), then="rehearsal", term_fee="4.90")
    write(rule("return"), term_fee="1")
    answer = desk(root).post(f"{LIST}rehearsals/{Rehearsal.objects.get().pk}/take/")

    assert answer.status_code == 422 and rule("return").newest.terms["fee_cents"] == 100


def test_a_new_rule_that_is_taken_twice_is_written_once(write, desk, root):
    late = {"field": "order.days_since_delivered", "op": "more", "value": 30}
    write(
        about="return_items", title="Within the window", outcome="refuse", conditions=[late],
        sentence_en="Too late.", then="rehearsal",
    )  # fmt: skip
    take = f"{LIST}rehearsals/{Rehearsal.objects.get().pk}/take/"

    first, again = desk(root).post(take), desk(root).post(take)

    policy = Policy.objects.get(title="Within the window")
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    assert policy.versions.count() == 1 and Rehearsal.objects.get().policy == policy


def test_a_colleagues_rehearsal_is_nobodys_else(root, ada, desk):
    rehearsal = start_rehearsal("return_items", TOO_LATE, by=ada)

    assert desk(root).get(f"{LIST}rehearsals/{rehearsal.pk}/").status_code == 404


def test_old_rehearsals_are_forgotten(root):
    start_rehearsal("return_items", TOO_LATE, by=root)

    assert sweep_rehearsals(timezone.now()) == 0
    assert sweep_rehearsals(timezone.now() + timedelta(days=8)) == 1
    assert not Order.objects.exists()
