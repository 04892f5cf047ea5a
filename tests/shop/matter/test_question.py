"""Right after solving, what is missing is asked for once: Return takes the suggestions, and it may be put off."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.matter.policy import MatterPolicy
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.models import ContactReason
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.stage import choose_stage
from shopbell.tickets.status import set_status, solve_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R95")]
BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def parcel(parcel):
    """Bought before Mina wrote."""
    parcel.placed_at = timezone.now() - timedelta(days=4)
    parcel.save()
    return parcel


@pytest.fixture
def question(late_parcel):
    return f"/desk/tickets/{late_parcel.pk}/matter/"


def solved(browser, ticket, status="solved") -> dict:
    """What the screen hears after the status was set."""
    answer = browser.post(f"/desk/tickets/{ticket.pk}/status/", {"status": status}, headers=BY_HTMX)
    assert answer.status_code == 200
    return json.loads(answer.headers["HX-Trigger"])


def test_it_is_asked_by_default_and_the_ticket_is_solved_already(desk, bo, late_parcel, parcel, question):
    assert solved(desk(bo), late_parcel)["ticket-done"] == {"asks": question}

    late_parcel.refresh_from_db()
    assert late_parcel.status == "solved"


def test_the_suggestions_are_chosen_and_one_press_takes_them(desk, bo, late_parcel, parcel, question):
    solve_ticket(late_parcel, by=bo)
    likely = ContactReason.objects.get(name="Where is my order")

    page = desk(bo).get(question, headers=BY_HTMX).content.decode()
    assert (
        f'<option value="{likely.pk}" selected>' in page and f'<option value="{parcel.pk}" selected>' in page
    )
    assert "Not now" in page

    answer = desk(bo).post(question, {"reason": likely.pk, "order": parcel.pk}, headers=BY_HTMX)
    late_parcel.refresh_from_db()
    assert answer.status_code == 200 and "close-dialog" in answer.headers["HX-Trigger"]
    assert (late_parcel.reason, late_parcel.order_links.get().order) == (likely, parcel)
    assert late_parcel.status == "solved"


def test_what_is_left_open_stays_open(desk, bo, late_parcel, parcel, theos, question):
    solve_ticket(late_parcel, by=bo)
    desk(bo).post(question, {"reason": "", "order": ""}, headers=BY_HTMX)
    desk(bo).post(question, {"order": theos.pk}, headers=BY_HTMX)  # of somebody else: not from this list

    assert late_parcel.reason is None and not late_parcel.order_links.exists()


def test_what_is_said_already_is_not_asked(desk, bo, late_parcel, parcel):
    classify_ticket(late_parcel, ContactReason.objects.get(name="Return"), by=bo)
    link_order(late_parcel, parcel, by=bo)

    assert solved(desk(bo), late_parcel)["ticket-done"] == {}


def test_only_a_purchase_has_an_order_and_only_solving_asks(desk, bo, late_parcel, parcel):
    classify_ticket(late_parcel, ContactReason.objects.get(name="Return"), by=bo)
    choose_stage(late_parcel, "before", by=bo)
    assert "ticket-done" not in solved(desk(bo), late_parcel, "pending")

    assert solved(desk(bo), late_parcel)["ticket-done"] == {}


def test_nobody_is_asked_for_orders_that_they_may_not_see(desk, bo, late_parcel, parcel):
    MatterPolicy(pk=1, asks_reason=False, asks_order=True).save()
    bo.role.permissions = [each for each in bo.role.permissions if each != "order:read"]
    bo.role.save()
    assert solved(desk(bo), late_parcel)["ticket-done"] == {}


def test_a_reply_that_solves_asks_too(desk, bo, late_parcel, parcel, care, question):
    said = {"text": "It arrives tomorrow.", "then": "solve"}
    answer = desk(bo).post(
        f"/desk/tickets/{late_parcel.pk}/replies/", said, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200 and answer.json()["asks"] == question

    set_status(late_parcel, "open", by=bo)
    said = {"text": "One more thing.", "then": "pending"}
    answer = desk(bo).post(
        f"/desk/tickets/{late_parcel.pk}/replies/", said, headers={"Accept": "application/json"}
    )
    assert "asks" not in answer.json()


def test_whoever_may_not_see_the_ticket_is_told_nothing(desk, cy, late_parcel, question):
    assert desk(cy).get(question).status_code == 404
    assert desk(cy).post(question, {}).status_code == 404
