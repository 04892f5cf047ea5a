"""The list: order, pages, news; and as many queries for fifty rows as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.customers.models import Customer
from shopbell.tickets.answer_policy import AnswerPolicy
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Ticket
from shopbell.tickets.seen import mark_seen
from shopbell.tickets.snooze import snooze_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import solve_ticket
from shopbell.web.console.queue import queue_of
from shopbell.web.console.ticket_list import PAGE, page_of

NOW = timezone.now()


def page(agent, slug, **more):
    return page_of(queue_of(agent, slug), agent, timezone.now(), **more)


def subjects(agent, slug, **more):
    return [row["subject"] for row in page(agent, slug, **more).rows]


def many(team, count, **fields):
    """`count` tickets that all happened at once, which is the hardest order to page through."""
    customer = Customer.objects.create(name="Many")
    plain = {"customer": customer, "team": team, "channel": "email", "last_message_at": NOW, **fields}
    return Ticket.objects.bulk_create(Ticket(subject=f"{number:03}", **plain) for number in range(count))


def test_who_waits_longest_is_first_and_who_rests_comes_after(returns, bo):
    for name, waiting, last in [
        ("rests long", None, 9),
        ("waits 5", 5, 1),
        ("rests", None, 1),
        ("waits 50", 50, 50),
    ]:
        since = NOW - timedelta(minutes=waiting) if waiting else None
        many(returns, 1, waiting_since=since, last_message_at=NOW - timedelta(minutes=last))
        Ticket.objects.order_by("pk").last().__class__.objects.filter(subject="000").update(subject=name)

    assert subjects(bo, "unassigned") == ["waits 50", "waits 5", "rests long", "rests"]
    assert subjects(bo, "open")[-1] == "waits 50"


@pytest.mark.parametrize(
    "slug, fields",
    [
        ("unassigned", {"waiting_since": NOW}),
        ("unassigned", {"waiting_since": None}),
        ("open", {}),
        ("solved", {"status": "solved", "solved_at": NOW}),
    ],
)
def test_pages_follow_each_other_without_gap_or_double(returns, bo, slug, fields):
    many(returns, 2 * PAGE + 7, **fields)
    if slug == "unassigned":  # both kinds, so that the pages cross from those who wait to those who rest
        many(returns, PAGE, waiting_since=NOW - timedelta(hours=1), last_message_at=NOW - timedelta(hours=1))
    seen, after = [], ""
    while True:
        found = page(bo, slug, after=after)
        seen += [row["id"] for row in found.rows]
        after = found.next
        if not after:
            break

    assert len(seen) == len(set(seen)) == Ticket.objects.count()


@pytest.mark.parametrize("after", ["x", "1", "1.2.3.4", "-.-.5", "9" * 30, "٣.٣.٣", "1.2.3", "-.-", "0.0"])
def test_a_place_that_was_made_up_shows_the_list(returns, bo, after):
    many(returns, 3)

    for slug in ("unassigned", "open", "solved"):
        page(bo, slug, after=after)


def test_a_row_is_unread_while_the_customer_waits_with_words_not_seen(late_parcel, mina, bo):
    AnswerPolicy.objects.create(pk=1, takes_on=False)

    def is_unread():
        return page(bo, "unassigned").rows[0]["is_unread"]

    assert is_unread()
    mark_seen(late_parcel, bo, late_parcel.messages.get().pk)
    assert not is_unread()
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    assert is_unread()
    write_reply(late_parcel, "Here.", by=bo, channel="email")
    assert not is_unread()


def test_the_snoozed_view_says_when_a_ticket_comes_back(late_parcel, wrong_size, desk, bo):
    snooze_ticket(late_parcel, until=timezone.now() + timedelta(days=3, hours=1), by=bo)
    snooze_ticket(wrong_size, until=None, by=bo)

    shown = desk(bo).get("/desk/views/snoozed/rows/").content.decode()

    assert "in 3d" in shown and "until they write" in shown
    assert "data-wait" not in shown


def test_spam_waits_for_nobody(late_parcel, desk, bo):
    assert "data-wait" in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/head/").content.decode()
    mark_spam(late_parcel, by=bo)

    assert "data-wait" not in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/head/").content.decode()
    for view in ("spam", "all"):
        shown = desk(bo).get(f"/desk/views/{view}/rows/").content.decode()
        assert "data-wait" not in shown and "Spam" in shown


def test_a_solved_ticket_is_found_for_thirty_days(late_parcel, bo):
    solve_ticket(late_parcel, by=bo)
    assert subjects(bo, "solved") == ["Where is my parcel?"]

    Ticket.objects.update(solved_at=timezone.now() - timedelta(days=31))
    assert subjects(bo, "solved") == []


def test_a_customer_without_a_name_is_called_by_their_address(late_parcel, mina, bo):
    Customer.objects.update(name="")

    assert page(bo, "open").rows[0]["customer_name"] == "mina@shopper.example"


def queries_of(action) -> int:
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)


@pytest.mark.parametrize(
    "address", ["/desk/views/open/rows/", "/desk/views/open/counts/", "/desk/views/open/"]
)
def test_a_list_takes_as_many_queries_for_fifty_rows_as_for_one(desk, returns, bo, late_parcel, address):
    browser = desk(bo)
    browser.get(address)  # whatever happens once
    few = queries_of(lambda: browser.get(address))

    many(returns, PAGE)

    assert queries_of(lambda: browser.get(address)) == few
    assert few <= {"/desk/views/open/": 15, "/desk/views/open/counts/": 7}.get(address, 6)


@pytest.mark.parametrize("slug", ["mine", "unassigned", "open", "all"])
def test_each_agent_finds_their_own_rows_however_often_and_whoever_asked_before(returns, ada, bo, cy, slug):
    for number, agent in enumerate([ada, bo, cy, None]):
        many(returns if number % 2 else None, number + 1, assignee=agent)
    for agent in (cy, bo, ada, bo):
        own = queue_of(agent, slug).tickets(agent, timezone.now())
        assert {row["id"] for row in page(agent, slug).rows} == set(own.values_list("pk", flat=True))
