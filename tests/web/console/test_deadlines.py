"""What was promised in a ticket: what the customer was told stands above the goals, where it is due before them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.choosing import choose_due
from shopbell.promises.promise import make_promise
from shopbell.promises.promise_watch import watch_promises
from shopbell.web.console.risk import at_risk

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R113")]
HOUR = timedelta(hours=1)
FIRST = "It is due before any goal"


@pytest.fixture
def waiting(late_parcel):
    choose_due(timezone.now())
    late_parcel.refresh_from_db()
    return late_parcel


def dialog(browser, ticket) -> str:
    page = browser.get(f"/desk/tickets/{ticket.pk}/promises/", headers={"HX-Request": "true"})
    return page.content.decode()


def test_the_explanation_tells_who_was_told_what_and_that_it_comes_first(desk, bo, waiting):
    now = timezone.now()
    assert "What the customer was told" not in dialog(desk(bo), waiting)

    make_promise(waiting, now + 4 * HOUR, by=bo)
    watch_promises(now + 3.5 * HOUR)

    page = dialog(desk(bo), waiting)
    assert page.count("An answer by ") == 2
    assert "Put off" in page and "Bo Lind" in page
    assert FIRST in page and " data-told" in page


def test_what_is_due_after_the_goal_is_told_without_going_before_it(desk, bo, waiting):
    make_promise(waiting, timezone.now() + timedelta(days=9), by=bo)

    page = dialog(desk(bo), waiting)

    assert "An answer by " in page and FIRST not in page


@pytest.mark.requirement("R110")
def test_who_watches_risk_sees_what_was_told_before_a_goal_that_ends_later(waiting):
    now = timezone.now()
    tickets = type(waiting).objects.in_queue().filter(pk=waiting.pk)
    assert at_risk(tickets, now + 3 * HOUR, most=5) == []

    make_promise(waiting, now + 4 * HOUR)

    assert at_risk(tickets, now + 3 * HOUR, most=5) == [waiting]
