"""Exceptions: made for a reason, with their price and precedents, drawing on the budget of the month."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.actions.waiver import Waiver
from shopbell.shop.authority.approval import decline_approval, grant_approval
from shopbell.shop.exceptions.budget import month_of
from shopbell.shop.exceptions.precedent import precedents_of
from shopbell.shop.models import (
    ActionRun,
    Draw,
    ExceptionReason,
    GoodwillBudget,
    Policy,
    PolicyException,
    Variant,
)
from shopbell.shop.policies.policy import write_version
from shopbell.tickets.assignment import move_to_team

HX = {"HX-Request": "true"}
pytestmark = pytest.mark.requirement("R84")


@pytest.fixture
def mistake(db):
    return ExceptionReason.objects.get(name="Our mistake")


@pytest.fixture
def cancel(act, sell, mina, card, ada, mistake):
    """`cancel(by=bo)`: a vase of 74.00 is cancelled for a reason that is not on the list, as an exception."""

    def perform(*, by=ada, words="We sent the wrong colour before.", **more):
        order = sell(mina, card, quantity=1)
        waiver = Waiver("cancel-reason", words, mistake.pk)
        return act("cancel_order", order, by=by, reason="moved away", waiver=waiver, **more)

    return perform


def test_an_exception_stands_in_the_ledger_with_its_price(cancel, vase, mistake):
    run = cancel()

    row = PolicyException.objects.get()
    assert (row.run, row.rule, row.reason, list(row.products.all())) == (
        run,
        "cancel-reason",
        mistake,
        [vase.product],
    )
    assert (run.status, run.cost_cents, run.currency) == (
        "done",
        7400,
        "EUR",
    ) and row.version.policy.slug == "cancel-reason"


def test_it_needs_words(cancel):
    with pytest.raises(Refused, match="Say why"):
        cancel(words="  ")

    assert not ActionRun.objects.exists()


def test_what_the_policy_allows_anyway_is_no_exception(act, sell, mina, card):
    run = act(
        "cancel_order",
        sell(mina, card),
        reason="no longer needed",
        waiver=Waiver("cancel-reason", "Why not."),
    )

    assert run.waived_rule == "" and not PolicyException.objects.exists()


def test_an_agent_makes_small_ones_alone_and_a_program_none(act, cancel, bo, root, sell, mina, card, vase):
    assert cancel(by=bo).status == "waiting"  # 74.00 of the 50 that an agent may
    assert cancel(by=root).status == "done"
    vase.price_cents = 1000
    vase.save()
    assert cancel(by=bo).status == "done"
    assert cancel(by="Bot").status == "waiting"


def test_one_that_waited_is_made_once_somebody_approves_it(cancel, bo, ada):
    budget = GoodwillBudget.objects.create(currency="EUR", amount=100)
    run = cancel(by=bo)
    assert not budget.draws.exists()

    grant_approval(run.approval, by=ada)

    run.refresh_from_db()
    assert (run.status, run.waived_rule) == ("done", "cancel-reason")
    assert budget.draws.get().cents == 7400


def test_precedents_tell_how_often_it_was_granted(cancel, bo, ada, mistake, vase):
    def told(reason=mistake.pk, products=(vase.product_id,)):
        found = precedents_of("cancel-reason", reason_id=reason, products=products, at=run.created_at)
        return found.granted, found.asked, found.same_reason, found.same_product

    cancel()
    run = cancel(by=bo)
    assert told() == (1, 1, True, True)  # what waits counts in neither
    decline_approval(run.approval, by=ada, words="Not this time.")
    run = cancel()

    assert told() == (2, 3, True, True)
    assert told(products=()) == (2, 3, True, False)
    assert told(reason=None) == (2, 3, False, False)
    undo_run(run, by=None)
    assert told() == (1, 2, True, True)


def test_a_credit_and_an_exception_draw_on_the_budgets_they_fall_under(
    act, cancel, mina, ada, bo, returns, advice, late_parcel
):
    desk = GoodwillBudget.objects.create(scope="desk", currency="EUR", amount=100)
    team = GoodwillBudget.objects.create(scope="team", team=returns, currency="EUR", amount=80)
    GoodwillBudget.objects.create(scope="team", team=advice, currency="EUR", amount=1)
    own = GoodwillBudget.objects.create(scope="agent", agent=ada, currency="EUR", amount=200)
    GoodwillBudget.objects.create(scope="desk", currency="USD", amount=0)

    cancel(ticket=late_parcel)
    act("give_credit", customer=mina, by=bo, ticket=late_parcel, amount_cents=500, currency="EUR")

    drawn = [sorted(each.draws.values_list("cents", flat=True)) for each in (desk, team, own)]
    assert drawn == [[500, 7400], [500, 7400], [7400]]
    assert not Draw.objects.exclude(budget__in=[desk, team, own]).exists()


def test_beyond_the_budget_it_waits_and_draws_once_it_is_approved(act, mina, bo, ada, late_parcel):
    budget = GoodwillBudget.objects.create(scope="desk", currency="EUR", amount=10)
    first = act("give_credit", customer=mina, by=bo, amount_cents=800, currency="EUR")

    run = act("give_credit", customer=mina, by=bo, ticket=late_parcel, amount_cents=300, currency="EUR")

    assert (run.status, run.approval.rule) == ("waiting", "budget") and "2 EUR" in run.approval.sentence
    grant_approval(run.approval, by=ada)
    assert sum(budget.draws.values_list("cents", flat=True)) == 1100
    undo_run(first, by=None)
    assert act("give_credit", customer=mina, by=bo, amount_cents=700, currency="EUR").status == "done"


def test_a_ticket_that_is_moved_takes_what_waits_to_no_other_budget(
    act, mina, bo, ada, returns, advice, late_parcel
):
    own = GoodwillBudget.objects.create(scope="team", team=returns, currency="EUR", amount=10)
    other = GoodwillBudget.objects.create(scope="team", team=advice, currency="EUR", amount=1000)
    run = act("give_credit", customer=mina, by=bo, ticket=late_parcel, amount_cents=3000, currency="EUR")
    assert (run.status, run.approval.rule) == ("waiting", "budget")

    move_to_team(late_parcel, advice, by=bo)
    again = act("give_credit", customer=mina, by=bo, ticket=late_parcel, amount_cents=3000, currency="EUR")
    assert (again.status, again.approval.rule) == (
        "waiting",
        "budget",
    )  # Bo's own team has no more than before

    grant_approval(run.approval, by=ada)
    assert own.draws.get().run == run and not other.draws.exists()


def test_whoever_gives_in_a_ticket_of_others_draws_on_both_teams(act, mina, cy, returns, advice, late_parcel):
    its = GoodwillBudget.objects.create(scope="team", team=returns, currency="EUR", amount=100)
    own = GoodwillBudget.objects.create(scope="team", team=advice, currency="EUR", amount=100)

    act("give_credit", customer=mina, by=cy, ticket=late_parcel, amount_cents=500, currency="EUR")

    assert its.draws.get().cents == own.draws.get().cents == 500


def test_where_there_are_budgets_nothing_is_given_beside_them(act, mina, bo, vase):
    budget = GoodwillBudget.objects.create(scope="desk", currency="EUR", amount=100)
    Variant.objects.create(
        product=vase.product, external_id="us", options={}, price_cents=9, currency="USD", stock=1
    )

    run = act("give_credit", customer=mina, by=bo, amount_cents=500, currency="USD")

    assert (run.status, run.approval.rule) == ("waiting", "budget") and "in USD" in run.approval.sentence
    assert not budget.draws.exists()


def test_the_month_is_the_desks_own_in_every_time_zone():
    with timezone.override("Pacific/Kiritimati"):  # where it is December
        assert month_of(datetime(2026, 11, 30, 12, tzinfo=UTC)) == datetime(2026, 11, 1, tzinfo=UTC)


def test_the_drawer_offers_an_exception_with_its_cost_and_precedents(
    desk, ada, sell, mina, card, late_parcel, mistake, cancel
):
    cancel()
    order, way = sell(mina, card), f"/desk/tickets/{late_parcel.pk}/actions/cancel_order/"
    sent = {"order": order.pk, "reason": "moved away"}

    refused = desk(ada).post(f"{way}preview/", sent, headers=HX).content.decode()
    form = desk(ada).get(way, sent | {"waive": "cancel-reason"}, headers=HX).content.decode()
    chosen = sent | {
        "waive": "cancel-reason",
        "exception-reason": mistake.pk,
        "exception-words": "Our fault.",
        "key": "k",
    }
    shown = desk(ada).post(f"{way}preview/", chosen, headers=HX).content.decode()

    assert "Make an exception" in refused and "Reasons for cancelling" in form and "Our mistake" in form
    assert "It costs the shop €148.00." in shown and "granted 1 of 1 times this year" in shown
    assert desk(ada).post(way, chosen, headers=HX).status_code == 200
    assert PolicyException.objects.filter(run__order=order, reason=mistake).exists()


def test_an_order_offers_an_exception_where_its_rule_allows_one(desk, ada, make_order, mina, late_parcel):
    from shopbell.shop.ticket_order import link_order

    order = make_order(mina, "10467", scanned_hours_ago=1)
    link_order(late_parcel, order, by=ada)

    page = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/panel/", headers=HX).content.decode()

    assert "actions/reship/?order=" in page and "waive=reship-under-way" in page


def test_the_ledger_sums_up_by_agent_reason_and_product(desk, ada, bo, root, cancel):
    cancel()
    decline_approval(cancel(by=bo).approval, by=ada, words="No.")
    GoodwillBudget.objects.create(scope="desk", currency="EUR", amount=100)

    page = desk(root).get("/desk/exceptions/").content.decode()
    only_bo = desk(root).get("/desk/exceptions/", {"agent": bo.pk}).content.decode()

    for words in ["Ada Moreau", "Bo Lind", "Our mistake", "Vase “Ondine”", "€74.00", "1 granted, 1 not"]:
        assert words in page
    assert "0 granted, 1 not" in only_bo
    assert desk(bo).get("/desk/exceptions/").status_code == 403


def test_the_file_of_the_ledger_is_harmless_in_a_spreadsheet(desk, root, cancel):
    cancel(words="=HYPERLINK(1)")

    answer = desk(root).get("/desk/exceptions/file/")

    head, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()))
    cells = dict(zip(head, row, strict=True))
    assert (cells["words"], cells["cost"], cells["reason"]) == ("'=HYPERLINK(1)", "74.00", "Our mistake")


def test_a_reason_that_was_used_is_switched_off_and_not_deleted(desk, root, cancel, mistake):
    cancel()

    desk(root).post(f"/desk/settings/exceptions/{mistake.pk}/delete/")

    assert ExceptionReason.objects.filter(pk=mistake.pk).exists()


def test_an_exchange_that_passes_over_a_rule_costs_what_leaves(look, sell, mina, card, vase, root):
    rule = Policy.objects.create(
        slug="house-exchange", action="exchange_items", position=-1, title="No exchange"
    )
    write_version(
        rule, outcome="refuse", conditions=[], sentences={"en": "No."}, is_waivable=True, by=root
    )  # fmt: skip
    order = sell(mina, card, quantity=1, status="delivered")
    green = Variant.objects.create(
        product=vase.product, external_id="green", options={"colour": "green"}, price_cents=7400, currency="EUR", stock=3
    )  # fmt: skip
    lines = [{"line": order.lines.get().pk, "variant": green.pk}]

    preview = look("exchange_items", order, lines=lines, waiver=Waiver("house-exchange", "Our fault."))

    assert (preview.ruling.waived_rule, preview.cost_cents) == ("house-exchange", 7400)
