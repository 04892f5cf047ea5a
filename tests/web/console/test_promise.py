"""Promises in the list: what is most at risk comes first, and a badge says how much time is left."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.promises.goal import Goal
from shopbell.promises.models import TicketClocks
from shopbell.promises.promise import Kind
from shopbell.promises.running import Running
from shopbell.tickets.saved_view import Order, save_view
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console.promise import promise_badge, time_words
from shopbell.web.console.queue import queue_of
from shopbell.web.console.ticket_list import page_of

NOW = timezone.now()
MINUTE = timedelta(minutes=1)


def opened(customer, team, name: str, due: float | None, warned: float = 30):
    """A ticket whose promise is due in `due` minutes, and at risk `warned` minutes before."""
    ticket = create_ticket(customer=customer, channel="email", subject=name, team=team, by=customer)
    TicketClocks.objects.filter(ticket=ticket).delete()
    if due is not None:
        due_at = NOW + due * MINUTE
        TicketClocks.objects.create(
            ticket=ticket,
            state={},
            event_id=0,
            goal="first_reply",
            due_at=due_at,
            warn_at=due_at - warned * MINUTE,
        )
    return ticket


def walked(agent, slug: str, size: int) -> list[str]:
    """Subjects of a view, read page by page."""
    subjects, after = [], ""
    while True:
        page = page_of(queue_of(agent, slug), agent, NOW, after=after, size=size)
        subjects += [row["subject"] for row in page.rows]
        after = page.next
        if not after:
            return subjects


@pytest.mark.requirement("R110")
def test_the_view_at_risk_holds_what_is_late_or_soon_will_be_the_most_pressing_first(bo, mina, returns):
    for name, due in [("soon", 10), ("late", -60), ("time", 300), ("later", 20), ("nothing", None)]:
        opened(mina, returns, name, due)

    assert walked(bo, "risk", 50) == ["late", "soon", "later"]
    assert walked(bo, "risk", 1) == ["late", "soon", "later"]


def test_what_is_at_risk_is_found_before_all_that_a_row_shows_is_joined_to_it(bo, mina, returns):
    ticket = opened(mina, returns, "Late", due=-5)
    with CaptureQueriesContext(connection) as asked:
        assert walked(bo, "risk", 50) == ["Late"]

    rows = [query["sql"] for query in asked if "customer_name" in query["sql"]]
    assert rows and all(f'"id" IN ({ticket.pk})' in sql for sql in rows)


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_sorted_by_promise_every_ticket_comes_once_those_without_one_last(bo, mina, returns, size):
    for name, due in [("b", 10), ("none 1", None), ("a", -60), ("none 2", None), ("c", 10), ("d", 300)]:
        opened(mina, returns, name, due)
    view = save_view("By promise", (), by=bo, order=Order.PROMISE)

    found = walked(bo, f"saved-{view.pk}", size)
    assert found == ["a", "b", "c", "d", "none 1", "none 2"]


def test_a_filter_on_top_of_the_order_narrows_and_keeps_it(desk, bo, mina, returns):
    for name, due in [("red lamp", 10), ("green lamp", -60), ("red chair", -90)]:
        opened(mina, returns, name, due)

    page = desk(bo).get("/desk/views/risk/", {"filter": "lamp"}).content.decode()
    assert page.index("green lamp") < page.index("red lamp") and "red chair" not in page


def test_a_row_shows_its_promise_in_place_of_the_wait(desk, bo, mina, returns):
    ticket = opened(mina, returns, "soon", 10)
    now = timezone.now()  # the page goes by its own clock, and a run may have begun long ago
    TicketClocks.objects.filter(ticket=ticket).update(due_at=now + 10 * MINUTE, warn_at=now - 20 * MINUTE)

    page = desk(bo).get("/desk/views/open/").content.decode()
    assert 'class="badge badge-risk"' in page and "min left" in page and "data-wait=" not in page


@pytest.mark.parametrize(
    "due, state, words, label",
    [
        (45 * 60, "calm", "45 min left", ""),
        (600, "risk", "10 min left", "At risk"),
        (-10_800, "broken", "3 hr late", "Broken"),
    ],
)
def test_colour_icon_and_words_change_together(due, state, words, label):
    due_at = NOW + timedelta(seconds=due)
    badge = promise_badge(Running("first_reply", due_at, due_at - 30 * MINUTE), now=NOW)

    assert f'class="badge badge-{state}"' in badge and words in badge
    assert (f'aria-label="{label}"' in badge) == bool(label)


def test_a_promise_says_which_one_it_is_where_it_stands_alone():
    badge = promise_badge(Running("next_reply", NOW + 5 * MINUTE, None), is_long=True, now=NOW)

    assert "next reply: 5 min left" in badge


@pytest.mark.requirement("R113")
@pytest.mark.parametrize(
    "kind, words", [("answer", "promised answer: 5 min left"), ("call", "promised call: 5 min left")]
)
def test_what_the_shopper_was_told_says_so_to_the_eye_the_ear_and_who_points_at_it(kind, words):
    told = Running(Kind(kind), NOW + 5 * MINUTE, None)

    badge = promise_badge(told, now=NOW)

    assert (
        " data-told" in badge
        and '<span class="sr-only"> Promised</span>' in badge
        and "promised by: {}" in badge
    )
    assert words in promise_badge(told, is_long=True, now=NOW)
    assert "told" not in promise_badge(Running(Goal.SOLVE, NOW + 5 * MINUTE, None), now=NOW)


@pytest.mark.parametrize(
    "seconds, words", [(0, "1 sec"), (-59.9, "59 sec"), (61, "1 min"), (7_200, "2 hr"), (200_000, "2 days")]
)
def test_time_is_said_in_one_unit(seconds, words):
    assert time_words(seconds) == words
