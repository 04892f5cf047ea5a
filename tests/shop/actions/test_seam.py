"""What the other parts lean on: gates and approval, waivers, shop systems elsewhere, offers, and imports that come after."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from shopbell.shop.actions import backend, gate, perform
from shopbell.shop.actions.approval import decline_run, resume_run
from shopbell.shop.actions.gate import Hold
from shopbell.shop.actions.offers import offers_for
from shopbell.shop.actions.refusal import ActionRefused, KeyReused, WrongParameters
from shopbell.shop.actions.registry import ACTIONS, UnknownAction
from shopbell.shop.actions.settle import fail_run, settle_run
from shopbell.shop.actions.undo import TooLate, undo_run
from shopbell.shop.actions.waiver import Waiver
from shopbell.shop.importer import import_file
from shopbell.shop.models import ActionRun, Order, Payment, Policy, Variant
from shopbell.shop.policies.decide import choices
from shopbell.shop.policies.policy import write_version
from shopbell.tickets.event import Verb

from .state import everything

SMALL = Path(__file__).parents[2] / "corpus/shop/small.json"


@pytest.fixture
def above_100(monkeypatch):
    """Refunds above 100.00 wait for somebody; whoever was asked stands in the list."""
    asked = []

    def hold(scene, preview):
        return Hold("authority", "Ask your lead.") if preview.given_cents > 10_000 else None

    monkeypatch.setattr(gate, "GATES", [hold])
    monkeypatch.setattr(perform, "ASKED", [lambda run, why: asked.append((run.pk, why.rule))])
    return asked


def refunded(order):
    return list(order.payments.filter(kind="refund").values_list("amount_cents", flat=True))


def test_what_a_gate_holds_waits_and_is_done_once_it_is_approved(act, above_100, sell, mina, card, root):
    order = sell(mina, card, status="delivered")

    run = act("refund_order", order, key="k")

    assert run.status == "waiting" and above_100 == [(run.pk, "authority")] and refunded(order) == []
    assert act("refund_order", order, key="k") == run and len(above_100) == 1
    for _ in range(2):
        run = resume_run(run, approved_by=root)
    assert (run.status, run.approved_by, refunded(order)) == ("done", root, [14_800])


def test_what_is_not_allowed_any_more_fails_when_it_is_approved(
    act, above_100, sell, mina, card, root, late_parcel
):
    order = sell(mina, card, status="delivered")
    run = act("refund_order", order, ticket=late_parcel, amount_cents=14_000)
    act("refund_order", order, amount_cents=9_000)

    run = resume_run(run, approved_by=root)

    assert run.status == "failed" and run.failure and refunded(order) == [9_000]
    assert late_parcel.events.filter(verb=Verb.ACTION_FAILED).exists()


def test_what_was_approved_meanwhile_is_taken_back_first(act, above_100, sell, mina, card, root, ada):
    order = sell(mina, card, status="delivered")
    waited = act("refund_order", order, amount_cents=12_000)
    small = act("refund_order", order, amount_cents=1_000)
    waited = resume_run(waited, approved_by=root)

    with pytest.raises(TooLate, match="since"):
        undo_run(small, by=ada)

    undo_run(waited, by=ada)
    undo_run(small, by=ada)
    assert not order.payments.standing().filter(kind="refund").exists()


def test_a_charge_that_was_paid_back_since_is_not_taken_back(act, sell, mina, card, gift_card, red):
    order = sell(mina, card, quantity=1)
    run = act(
        "change_items", order, lines=[{"line": order.lines.get().pk, "variant": red.pk}], method=gift_card.pk
    )
    charged = order.payments.get(run=run)
    Payment.objects.create(
        order=order, kind="refund", method=gift_card, amount_cents=100, currency="EUR", repays=charged
    )

    with pytest.raises(ActionRefused, match="since"):
        undo_run(run, by=None)

    gift_card.refresh_from_db()
    assert gift_card.balance_cents == 4400


def test_marks_alone_are_no_number(mina):
    Order.objects.create(external_id="???", number="???", number_key="", customer=mina, currency="EUR")

    assert not Order.objects.numbered("-").exists()


def test_what_is_declined_is_not_done(act, above_100, sell, mina, card, root):
    order = sell(mina, card, status="delivered")
    run = decline_run(act("refund_order", order), by=root, words="Offer an exchange first.")

    assert resume_run(run, approved_by=root).status == "failed" and refunded(order) == []


def test_a_policy_may_ask_for_approval_from_a_day_on(act, sell, mina, card, root):
    policy = Policy.objects.get(slug="refund")
    write_version(policy, outcome="ask", conditions=[], sentences={"en": "A colleague looks at it."}, by=root)

    run = act("refund_order", sell(mina, card, status="delivered"))

    assert (run.status, run.version.number) == ("waiting", 2)
    before = act(
        "refund_order", sell(mina, card, status="delivered"), at=run.created_at - timezone.timedelta(days=1)
    )
    assert (before.status, before.version.number) == ("done", 1)


def test_a_waiver_passes_over_that_rule_alone(act, sell, mina, theo, card):
    order = sell(mina, card)

    run = act("cancel_order", order, reason="moved away", waiver=Waiver("cancel-reason", "A loyal customer."))

    assert (run.status, run.waived_rule, run.waiver_reason) == ("done", "cancel-reason", "A loyal customer.")
    with pytest.raises(ActionRefused):
        act("cancel_order", order, reason="moved away", waiver=Waiver("cancel-pending", "No."))
    with pytest.raises(ActionRefused):
        act("refund_order", sell(mina, card), customer=theo, waiver=Waiver("refund-own-order", "No."))


class Elsewhere:
    def __init__(self):
        self.begun = []

    def takes(self, action):
        return action == "cancel_order"

    def instead(self, action):
        return ""

    def objection(self, action, plan):
        return ""

    def takes_back(self, action):
        return False

    def begin(self, run):
        self.begun.append(run.pk)


def test_a_shop_system_elsewhere_settles_the_run(act, sell, mina, card, monkeypatch, late_parcel):
    shop = Elsewhere()
    monkeypatch.setitem(backend.BACKENDS, "shopify", shop)
    order = sell(mina, card)
    Order.objects.update(source="shopify")

    run = act("cancel_order", order, ticket=late_parcel, reason="no longer needed")

    assert (run.status, shop.begun) == ("performing", [run.pk])
    with pytest.raises(ActionRefused, match="Wait"):
        act("cancel_order", order, reason="ordered by mistake")
    for _ in range(2):
        settle_run(run.pk, "gid://7")
    fail_run(run.pk, "too late")
    run.refresh_from_db()
    assert (run.status, run.external_id, refunded(order)) == ("done", "gid://7", [])
    verbs = late_parcel.events.filter(verb__startswith="action").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [Verb.ACTION_STARTED, Verb.ACTION_PERFORMED]


def test_what_the_shop_system_cannot_do_is_not_begun(act, sell, mina, card, monkeypatch):
    monkeypatch.setitem(backend.BACKENDS, "shopify", Elsewhere())
    order = sell(mina, card, status="delivered")
    Order.objects.update(source="shopify")
    before = everything()

    with pytest.raises(Exception, match="shop system"):
        act("refund_order", order)

    assert everything() == before


def test_what_is_the_desks_own_is_done_here_wherever_the_order_lives(act, sell, mina, card, monkeypatch, ada):
    monkeypatch.setitem(backend.BACKENDS, "shopify", Elsewhere())
    order = sell(mina, card, status="delivered")
    Order.objects.update(source="shopify")
    order.refresh_from_db()
    offered = {each.action.name for each in offers_for(order, by=ada) if each.is_allowed}
    assert {"flag_defect", "resend_document"} <= offered and "refund_order" not in offered

    sent = act("resend_document", order, document="confirmation")
    run = act("flag_defect", order, line=order.lines.get().pk, kind="glaze")

    assert (sent.status, run.status, run.order.lines.get().defects.count()) == ("done", "done", 1)
    assert undo_run(run, by=ada).status == "undone"


def test_a_key_names_one_request(act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    act("refund_order", order, key="k", amount_cents=100)

    with pytest.raises(KeyReused) as refusal:
        act("refund_order", order, key="k", amount_cents=200)

    assert refusal.value.status == 409 and refunded(order) == [100]


@pytest.mark.parametrize(
    "parameters", [{"amount_cents": 0}, {"amount_cents": "much"}, {"amount": 5}, {"method": []}]
)
def test_parameters_are_typed_and_bounded(parameters, act, sell, mina, card):
    with pytest.raises(WrongParameters) as refusal:
        act("refund_order", sell(mina, card), **parameters)

    assert refusal.value.errors[0]["place"] in parameters and not ActionRun.objects.exists()


def test_an_unknown_action_is_said_to_be_one(act, sell, mina, card):
    with pytest.raises(UnknownAction):
        act("burn_order", sell(mina, card))


def test_the_offers_say_what_the_order_allows_now_and_why_not_the_rest(sell, mina, card, ada):
    offers = {offer.action.name: offer for offer in offers_for(sell(mina, card, status="delivered"), by=ada)}

    assert offers["return_items"].is_allowed and offers["exchange_items"].is_allowed
    assert (
        not offers["cancel_order"].is_allowed
        and "before we begin to pack it" in offers["cancel_order"].sentence
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_has_its_policies(name):
    assert Policy.objects.filter(action=name, versions__outcome="allow").exists()


@pytest.mark.django_db
def test_the_reasons_to_choose_from_are_the_policys():
    assert choices("cancel_order", "reason", timezone.now()) == ["no longer needed", "ordered by mistake"]


def test_what_was_done_here_stands_above_the_next_import(act, db, tmp_path):
    import_file(SMALL)
    order = Order.objects.get(number="W1002")
    left = 7410 - 1000
    act("refund_order", order, amount_cents=left - 1000)
    before = everything()

    summary = import_file(SMALL)

    assert summary.is_unchanged and everything() == before
    shop = json.loads(SMALL.read_text())
    shop["products"]["p1"]["variants"]["v1"]["available"] = False
    (tmp_path / "shop.json").write_text(json.dumps(shop))
    import_file(tmp_path / "shop.json")
    assert not Variant.objects.get(external_id="v1").is_available
    assert sum(refunded(order)) == left
