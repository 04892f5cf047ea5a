"""What somebody may not decide alone waits for a colleague who may: asked once, answered once, and never more than shown."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.authority.approval import (
    decline_approval,
    expire_approvals,
    grant_approval,
    waiting_for,
    withdraw_approval,
)
from shopbell.shop.authority.approver import approver_ids
from shopbell.shop.models import Approval
from shopbell.tickets.event import Verb
from tests.cast import agent
from tests.shop.authority.limits import limit

pytestmark = pytest.mark.requirement("R82")


def refunded(approval):
    return list(approval.run.order.payments.filter(kind="refund").values_list("amount_cents", flat=True))


def verbs(ticket):
    return list(
        ticket.events.filter(verb__startswith="a", data__has_key="run")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_below_the_limit_an_agent_decides_alone(act, sell, mina, card, bo):
    limit(action="refund_order", most=100)

    run = act("refund_order", sell(mina, card, status="delivered"), by=bo, amount_cents=10_000)

    assert run.status == "done" and not Approval.objects.exists()


def test_above_it_the_action_waits_and_those_who_may_are_asked(waiting, ada, root, bo, late_parcel):
    event = late_parcel.events.get(verb=Verb.APPROVAL_ASKED)

    assert waiting.run.status == "waiting" and refunded(waiting) == []
    assert sorted(event.data["to_ids"]) == sorted([ada.pk, root.pk]) and "100 EUR" in event.data["words"]
    assert waiting.run.parameters["amount_cents"] == 14_800  # what was left open is pinned to what was shown
    assert (waiting_for(ada), waiting_for(bo)) == (1, 1)


def test_once_granted_it_is_done_once(waiting, ada, late_parcel):
    for _ in range(2):
        waiting = grant_approval(waiting, by=ada, words="Fine.")

    assert (waiting.state, waiting.run.status, waiting.run.approved_by) == ("granted", "done", ada)
    assert refunded(waiting) == [14_800]
    assert verbs(late_parcel) == [Verb.APPROVAL_ASKED, Verb.APPROVAL_GRANTED, Verb.ACTION_PERFORMED]


def test_nobody_approves_their_own(act, sell, mina, card, ada):
    limit("Lead", action="refund_order", most=100)
    approval = Approval.objects.get(run=act("refund_order", sell(mina, card, status="delivered"), by=ada))

    with pytest.raises(Refused, match="themselves"):
        grant_approval(approval, by=ada)
    with pytest.raises(Refused, match="themselves"):
        decline_approval(approval, by=ada, words="No.")


def test_who_may_not_decide_it_themselves_cannot_approve_it(waiting, ada, cy):
    limit("Lead", action="refund_order", most=120)

    with pytest.raises(Refused, match="120 EUR"):
        grant_approval(waiting, by=ada)
    with pytest.raises(Refused, match="Your role"):
        grant_approval(waiting, by=cy)
    assert refunded(waiting) == []


def test_declining_needs_words_and_tells_them(waiting, ada, bo, late_parcel):
    with pytest.raises(Refused, match="Say why"):
        decline_approval(waiting, by=ada, words=" ")

    waiting = decline_approval(waiting, by=ada, words="Offer an exchange first.")

    event = late_parcel.events.get(verb=Verb.APPROVAL_DECLINED)
    assert (waiting.state, waiting.run.status, waiting.run.failure) == (
        "declined",
        "failed",
        "Offer an exchange first.",
    )
    assert event.data["to_ids"] == [bo.pk] and event.agent == ada
    assert grant_approval(waiting, by=ada).state == "declined" and refunded(waiting) == []


def test_only_whoever_asked_withdraws_it(waiting, ada, bo):
    with pytest.raises(Refused, match="Only whoever asked"):
        withdraw_approval(waiting, by=ada)

    assert withdraw_approval(waiting, by=bo).run.status == "failed"


def test_what_nobody_answers_expires(waiting, ada, late_parcel):
    assert expire_approvals(waiting.expires_at - timedelta(seconds=1)) == 0
    assert [expire_approvals(waiting.expires_at), expire_approvals(waiting.expires_at)] == [1, 0]

    assert grant_approval(waiting, by=ada).state == "expired" and refunded(waiting) == []
    assert late_parcel.events.filter(verb=Verb.APPROVAL_EXPIRED).count() == 1


def test_never_more_is_done_than_was_shown(act, sell, mina, card, bo, ada):
    order = sell(mina, card, status="delivered")
    small = act("refund_order", order, amount_cents=9_000)
    limit(action="refund_order", most=10)
    approval = Approval.objects.get(run=act("refund_order", order, by=bo))  # 58.00 is left
    undo_run(small, by=None)

    grant_approval(approval, by=ada)

    assert list(order.payments.standing().filter(kind="refund").values_list("amount_cents", flat=True)) == [
        5_800
    ]


def test_what_would_cost_more_by_now_is_not_done(act, sell, mina, card, bo, ada, red):
    order = sell(mina, card, quantity=1)
    limit(action="change_items", asks_first=True)
    line = order.lines.get()
    run = act("change_items", order, by=bo, lines=[{"line": line.pk, "variant": red.pk}], method=card.pk)
    red.price_cents += 100
    red.save()

    approval = grant_approval(run.approval, by=ada)

    assert approval.run.status == "failed" and "more by now" in approval.run.failure


def test_the_money_goes_where_it_was_approved_to_go_or_nowhere(act, sell, mina, card, gift_card, bo, ada):
    order = sell(mina, card, gift_card, status="delivered")
    limit(action="refund_order", most=10)
    run = act("refund_order", order, by=bo, amount_cents=5_000)
    act("refund_order", order, amount_cents=7_400, method=run.effects["money"][0]["method"])

    approval = grant_approval(run.approval, by=ada)

    assert approval.run.status == "failed" and "something else by now" in approval.run.failure
    assert refunded(approval) == [7_400]


def test_a_parcel_goes_to_the_address_that_was_approved_or_nowhere(act, sell, mina, card, bo, ada):
    order = sell(mina, card, status="delivered")
    limit(action="reship", asks_first=True)
    run = act("reship", order, by=bo, reason="lost")
    order.address |= {"line1": "Elsewhere 9"}
    order.save()

    approval = grant_approval(run.approval, by=ada)

    assert approval.run.status == "failed" and not order.shipments.exists()


def test_a_state_that_the_action_leaves_alone_may_change_meanwhile(act, sell, mina, card, bo, ada):
    order = sell(mina, card, status="processed")
    limit(action="give_credit", asks_first=True)
    run = act("give_credit", order, customer=mina, by=bo, amount_cents=100, currency="EUR")
    order.status = "delivered"
    order.save()

    assert grant_approval(run.approval, by=ada).run.status == "done"


def test_a_preview_says_that_it_would_wait(look, sell, mina, card, bo):
    limit(action="refund_order", most=100)
    order = sell(mina, card, status="delivered")

    assert look("refund_order", order, by=bo).hold.rule == "authority"
    assert look("refund_order", order, by=bo, amount_cents=100).hold is None and not Approval.objects.exists()


def test_the_words_of_an_answer_go_with_an_erased_customer(waiting, ada, root, mina):
    decline_approval(waiting, by=ada, words="Mina has had two already.")

    erase_customer(mina, name_to_type(mina), by=root)

    waiting.refresh_from_db()
    assert waiting.words == "" and waiting.run.failure == ""


def test_an_answer_is_asked_for_within_the_hours_of_the_settings(waiting):
    assert (
        waiting.expires_at - waiting.asked_at == timedelta(hours=24) and waiting.expires_at > timezone.now()
    )


def test_an_answer_takes_as_many_queries_however_many_could_give_it(waiting, ada):
    def queries():
        with transaction.atomic(), CaptureQueriesContext(connection) as made:
            decline_approval(Approval.objects.get(pk=waiting.pk), by=ada, words="No.")
            transaction.set_rollback(True)
        return len(made)

    queries()  # what is read once, and kept
    before = queries()
    for number in range(5):
        agent(f"Lead{number} Okoye", "Lead")

    assert queries() == before


def test_a_request_takes_as_many_queries_however_many_could_answer_it(waiting, django_assert_num_queries):
    limit("Lead", most_a_day=500)
    approver_ids(waiting.run)  # what is read once, and kept
    with CaptureQueriesContext(connection) as made:
        first = approver_ids(waiting.run)
    more = [agent(f"Lead{number} Okoye", "Lead").pk for number in range(5)]

    with django_assert_num_queries(len(made)):
        assert approver_ids(waiting.run) == [*first, *more]


def test_whoever_has_decided_enough_that_day_is_not_asked(act, waiting, sell, mina, card, ada, root):
    limit("Lead", most_a_day=200)
    assert ada.pk in approver_ids(waiting.run)

    act("refund_order", sell(mina, card, status="delivered"), by=ada)
    assert approver_ids(waiting.run) == [root.pk]


def test_what_was_approved_counts_when_the_next_is_asked(waiting, ada, root):
    limit("Lead", most_a_day=200)
    grant_approval(waiting, by=ada)

    assert approver_ids(waiting.run) == [root.pk]
