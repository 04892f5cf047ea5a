"""Two decisions at the same moment: a day, a budget and a request hold for both of them together."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from shopbell.accounts.models import Role
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.authority.approval import decline_approval, grant_approval
from shopbell.shop.models import ActionRun, Authority, GoodwillBudget, PaymentMethod
from tests.two_connections import Other, held_up_by_us

pytestmark = pytest.mark.django_db(transaction=True)


def give(customer, by, key, at=None):
    parameters = {"amount_cents": 3000, "currency": "EUR"}
    return perform_action("give_credit", by=by, key=key, customer=customer, parameters=parameters, at=at)


@pytest.mark.parametrize("as_seen", [lambda bo: bo, lambda bo: SimpleLazyObject(lambda: bo)])
def test_two_credits_at_once_do_not_both_fit_into_one_day(mina, theo, bo, as_seen):
    role = Role.objects.get(name="Agent")
    Authority.objects.create(scope="role", role=role, action="give_credit", most_a_day=50)

    with held_up_by_us(give, theo, bo, "b") as others:
        first = give(mina, as_seen(bo), "a")  # at the desk, where the agent of a request is a proxy

    assert (first.status, others[0].outcome().status) == ("done", "waiting")


def test_two_programs_at_once_do_not_both_fit_into_their_day(mina, theo):
    Authority.objects.filter(scope="programs").update(most=None, most_a_day=50)

    with held_up_by_us(give, theo, "Till", "b") as others:
        first = give(mina, "Bot", "a")

    assert (first.status, others[0].outcome().status) == ("done", "waiting")


def test_where_no_day_is_limited_nobody_waits_for_anybody(sell, mina, theo, card):
    paypal = PaymentMethod.objects.create(customer=theo, kind="paypal", external_id="p", currency="EUR")
    hers, his = sell(mina, card, status="delivered"), sell(theo, paypal, status="delivered")

    def refund(order, by):
        return perform_action("refund_order", by=by, key=by, order=order, parameters={})

    with transaction.atomic():
        refund(hers, "Till")
        assert Other(refund, his, "Bot").outcome().status == "done"


def test_two_credits_at_once_do_not_both_fit_into_one_budget(mina, theo, ada, bo):
    budget = GoodwillBudget.objects.create(currency="EUR", amount=50)

    with held_up_by_us(give, theo, bo, "b") as others:
        give(mina, ada, "a")

    assert others[0].outcome().approval.rule == "budget"
    assert list(budget.draws.values_list("cents", flat=True)) == [3000]


def test_who_began_first_counts_what_others_drew_meanwhile(mina, theo, ada, bo):
    GoodwillBudget.objects.create(currency="EUR", amount=50)
    before = timezone.now() - timedelta(seconds=1)

    with held_up_by_us(give, theo, bo, "b", before) as others:
        give(mina, ada, "a")

    assert others[0].outcome().status == "waiting"


def test_an_approval_and_a_credit_at_once_do_not_both_fit_into_one_budget(mina, theo, ada, bo):
    role = Role.objects.get(name="Agent")
    limit = Authority.objects.create(scope="role", role=role, action="give_credit", most=10)
    run = give(mina, bo, "a")
    limit.delete()
    budget = GoodwillBudget.objects.create(currency="EUR", amount=50)

    with held_up_by_us(give, theo, bo, "b") as others:
        grant_approval(run.approval, by=ada)

    assert others[0].outcome().approval.rule == "budget"
    assert list(budget.draws.values_list("cents", flat=True)) == [3000]


def test_one_request_is_answered_once(sell, mina, card, bo, ada, root):
    Authority.objects.create(scope="role", role=bo.role, action="refund_order", most=10)
    order = sell(mina, card, status="delivered")
    run = perform_action("refund_order", by=bo, key="a", order=order, parameters={})

    with held_up_by_us(decline_approval, run.approval, by=root, words="No.") as others:
        grant_approval(run.approval, by=ada)

    assert others[0].outcome().state == "granted"
    assert ActionRun.objects.get().status == "done" and order.payments.filter(kind="refund").count() == 1
