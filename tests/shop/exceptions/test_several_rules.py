"""An action that two rules refuse is one exception to both: shown, granted, counted in the ledger and paid for once."""

import csv
import io

import pytest
from django.utils import timezone

from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.actions.waiver import Waiver
from shopbell.shop.authority.approval import grant_approval
from shopbell.shop.exceptions.precedent import precedents_of
from shopbell.shop.models import ActionRun, ExceptionReason, GoodwillBudget, Policy, PolicyException
from shopbell.shop.policies.policy import write_version

HX = {"HX-Request": "true"}
pytestmark = pytest.mark.requirement("R84")


@pytest.fixture
def house(root):
    """A rule of the shop's own that refuses every cancellation, asked before the list of reasons."""
    rule = Policy.objects.create(slug="house-cancel", action="cancel_order", position=-1, title="House rule")
    write_version(
        rule, outcome="refuse", conditions=[], sentences={"en": "Not today."}, is_waivable=True, by=root
    )
    return rule


@pytest.fixture
def both(db):
    reason = ExceptionReason.objects.get(name="Our mistake")
    return Waiver("house-cancel", "We sent the wrong colour.", reason.pk, also=("cancel-reason",))


@pytest.fixture
def cancel(act, sell, mina, card, house):
    def perform(waiver, **more):
        return act("cancel_order", sell(mina, card, quantity=1), reason="moved away", waiver=waiver, **more)

    return perform


def test_one_of_two_is_not_enough_whichever_it_is(cancel):
    for rule in ("house-cancel", "cancel-reason"):
        with pytest.raises(ActionRefused):
            cancel(Waiver(rule, "Our fault."))

    assert not ActionRun.objects.exists()


def test_both_stand_in_the_ledger_and_the_cost_is_counted_once(cancel, both, desk, root):
    budget = GoodwillBudget.objects.create(currency="EUR", amount=100)
    run = cancel(both)

    assert (run.status, run.waived_rules) == ("done", ["house-cancel", "cancel-reason"])
    rows = PolicyException.objects.order_by("pk")
    assert [(row.rule, row.cost_cents) for row in rows] == [("house-cancel", 7400), ("cancel-reason", 0)]
    assert budget.draws.get().cents == 7400
    for rule in run.waived_rules:
        found = precedents_of(rule, reason_id=None, products=(), at=timezone.now())
        assert (found.granted, found.asked) == (1, 1)

    page = desk(root).get("/desk/exceptions/").content.decode()
    assert "2 granted, 0 not" in page and "House rule" in page and "€148.00" not in page
    answer = desk(root).get("/desk/exceptions/file/")
    told = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert sum(float(row["cost"]) for row in told) == 74.0


def test_one_that_waited_passes_over_both_once_it_is_approved(cancel, both, bo, ada):
    run = cancel(both, by=bo)
    assert run.status == "waiting"

    grant_approval(run.approval, by=ada)

    run.refresh_from_db()
    assert (run.status, run.waived_rules) == ("done", ["house-cancel", "cancel-reason"])


def test_the_drawer_leads_from_the_first_to_the_second_and_shows_both(
    desk, ada, sell, mina, card, late_parcel, house, both
):
    order, way = sell(mina, card), f"/desk/tickets/{late_parcel.pk}/actions/cancel_order/"
    sent = {"order": order.pk, "reason": "moved away"}

    first = desk(ada).post(f"{way}preview/", sent | {"waive": "house-cancel"}, headers=HX).content.decode()
    assert "Make an exception" in first and "[&#34;house-cancel&#34;, &#34;cancel-reason&#34;]" in first

    waive = {"waive": ["house-cancel", "cancel-reason"]}
    form = desk(ada).get(way, sent | waive, headers=HX).content.decode()
    assert form.count('name="waive"') == 2 and "House rule" in form and "Reasons for cancelling" in form
    said = waive | {"exception-reason": both.reason_id, "exception-words": "Our fault.", "key": "k"}
    shown = desk(ada).post(f"{way}preview/", sent | said, headers=HX).content.decode()
    assert "An exception to: House rule" in shown and "An exception to: Reasons for cancelling" in shown
    assert shown.count("It costs the shop") == 1
    assert desk(ada).post(way, sent | said, headers=HX).status_code == 200

    assert PolicyException.objects.filter(run__order=order).count() == 2
    page = desk(ada).get(f"/desk/runs/{ActionRun.objects.get().pk}/").content.decode()
    assert "House rule" in page and "Reasons for cancelling" in page
