"""Saved views on the screen: from the filter line into the column, with counts, each agent's own way of seeing them."""

import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.models import SavedView, Tag
from shopbell.tickets.saved_view import save_view
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import prioritize_ticket
from shopbell.web.console.queue import queue_of, queues_of, with_counts
from shopbell.web.console.ticket_list import page_of

HX = {"headers": {"HX-Request": "true"}}


def save(name, text, by, **more):
    return save_view(name, parse(text, Asker.of(by)), by=by, **more)


def counted(agent):
    return {queue.title: queue.count for queue in with_counts(queues_of(agent), agent) if queue.view}


@pytest.mark.requirement("R88", "R89")
def test_a_list_is_kept_under_a_name_with_what_narrows_it(desk, bo, late_parcel, wrong_size):
    browser = desk(bo)
    dialog = browser.get("/desk/saved-views/new/?view=mine&filter=channel:chat", **HX).content.decode()
    assert ">is:queued assignee:me channel:chat<" in dialog

    words = {"name": "My chats", "filter": "is:queued assignee:me channel:chat", "order": "waiting"}
    answer = browser.post("/desk/saved-views/new/", words, **HX)

    view = SavedView.objects.get()
    assert json.loads(answer.headers["HX-Location"])["path"] == f"/desk/views/saved-{view.pk}/"
    page = browser.get(f"/desk/views/saved-{view.pk}/").content.decode()
    assert "My chats" in page and "The shirt is too small" in page and "Where is my parcel" not in page
    assert view.conditions[1] == {"field": "assignee", "values": ["me"]}


def test_a_refusal_stands_in_the_dialog_and_keeps_what_was_typed(desk, bo):
    words = {"name": "X", "filter": "statsu:open", "order": "newest"}
    answer = desk(bo).post("/desk/saved-views/new/", words, **HX)
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 422
    assert "There is no field “statsu”" in page and ">statsu:open<" in page and 'value="X"' in page
    assert not SavedView.objects.exists()


def test_only_those_who_may_share_are_asked_for_whom(desk, ada, bo, root, returns, advice):
    people = {}
    for agent in (bo, ada, root):
        page = desk(agent).get("/desk/saved-views/new/", **HX).content.decode()
        people[agent.first_name] = re.findall(r'<option value="(mine|everybody|\d+)"', page)

    assert people == {
        "Bo": [],
        "Ada": ["mine", str(returns.pk)],
        "Root": ["mine", str(advice.pk), str(returns.pk), "everybody"],
    }
    words = {"name": "X", "order": "newest", "people": str(returns.pk)}
    assert desk(bo).post("/desk/saved-views/new/", words, **HX).status_code == 422
    assert desk(ada).post("/desk/saved-views/new/", words, **HX).status_code == 200


@pytest.mark.requirement("R171")
def test_a_shared_view_counts_and_shows_each_agent_what_they_may_see(
    root, ada, bo, cy, late_parcel, wrong_size
):
    save("Everything", "status:unsolved", root, is_for_everybody=True)

    assert [counted(agent)["Everything"] for agent in (ada, bo, cy)] == [2, 2, 0]
    view = SavedView.objects.get()
    assert [
        len(page_of(queue_of(agent, f"saved-{view.pk}"), agent, timezone.now()).rows) for agent in (ada, cy)
    ] == [2, 0]


def test_another_agent_s_view_is_not_there(desk, ada, bo):
    view = save("Mine", "", bo)

    assert desk(ada).get(f"/desk/views/saved-{view.pk}/").status_code == 404
    assert desk(ada).get(f"/desk/saved-views/{view.pk}/").status_code == 404
    assert "Mine alone" not in desk(ada).get("/desk/views/open/").content.decode()


def test_saved_views_are_counted_without_a_query_of_their_own(ada, late_parcel):
    for number in range(5):
        save(f"View {number}", "tag:none" if number % 2 else "status:open", ada)
    queues = queues_of(ada)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        with_counts(queues, ada)
    assert len(queries) == 2  # the queues, and whatever else is counted


def test_a_deleted_view_is_offered_back_and_comes_back(desk, bo):
    view = save("Mine", "tag:none", bo)
    browser = desk(bo)
    answer = browser.post(f"/desk/saved-views/{view.pk}/delete/", **HX)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert browser.get(f"/desk/views/saved-{view.pk}/").status_code == 404

    browser.post(undo, **HX)
    assert browser.get(f"/desk/views/saved-{view.pk}/").status_code == 200


def test_who_looks_at_a_view_that_is_deleted_reads_on(desk, bo, late_parcel):
    view = save("Mine", "", bo)
    browser = desk(bo)
    browser.post(f"/desk/saved-views/{view.pk}/delete/", **HX)

    assert browser.get(f"/desk/views/saved-{view.pk}/rows/", **HX).status_code == 204
    assert "aria-current" not in browser.get(f"/desk/views/saved-{view.pk}/counts/", **HX).content.decode()
    assert browser.get(f"/desk/views/saved-{view.pk}/rows/").status_code == 404


def test_a_view_without_scripts_is_saved_changed_moved_and_deleted(desk, bo):
    browser = desk(bo)
    assert browser.get("/desk/saved-views/new/").status_code == 200
    browser.post("/desk/saved-views/new/", {"name": "A", "order": "oldest"})
    view = SavedView.objects.get()
    browser.post(f"/desk/saved-views/{view.pk}/", {"name": "B", "order": "newest", "filter": "tag:none"})
    view.refresh_from_db()
    assert (view.name, view.order) == ("B", "newest")
    assert browser.post(f"/desk/saved-views/{view.pk}/move/", {"step": "-1"}).status_code == 302
    assert browser.post(f"/desk/saved-views/{view.pk}/delete/").url == "/desk/views/open/"


@pytest.mark.requirement("R104")
@pytest.mark.parametrize("order", ["waiting", "newest", "oldest", "priority", "updated"])
def test_each_order_pages_without_gap_or_double(bo, returns, order):
    from datetime import timedelta

    from shopbell.tickets.models import Ticket
    from tests.web.console.test_ticket_list import many

    now = timezone.now()
    tickets = many(returns, 23)
    for number, ticket in enumerate(tickets):
        Ticket.objects.filter(pk=ticket.pk).update(
            priority=1 + number % 4,
            waiting_since=now - timedelta(hours=number % 5) if number % 3 else None,
            updated_at=now - timedelta(minutes=number % 4),
            last_message_at=now - timedelta(minutes=number % 2),
        )
    view = save("X", "", bo, order=order)
    queue, seen, after = queue_of(bo, f"saved-{view.pk}"), [], ""
    while True:
        page = page_of(queue, bo, timezone.now(), after=after, size=4)
        seen += page.rows
        after = page.next
        if not after:
            break

    ids = [row["id"] for row in seen]
    assert sorted(ids) == sorted(ticket.pk for ticket in tickets)
    assert ids == [row["id"] for row in page_of(queue, bo, timezone.now(), size=50).rows]
    first = {"priority": "priority", "newest": "last_message_at", "updated": "updated_at"}.get(order)
    if first:
        assert [row[first] for row in seen] == sorted((row[first] for row in seen), reverse=True)


@pytest.mark.requirement("R104")
def test_the_most_urgent_comes_first_however_long_others_wait(bo, late_parcel, wrong_size):
    prioritize_ticket(wrong_size, 4)
    view = save("Urgent", "", bo, order="priority")

    rows = page_of(queue_of(bo, f"saved-{view.pk}"), bo, timezone.now()).rows
    assert [row["id"] for row in rows] == [wrong_size.pk, late_parcel.pk]


def test_a_view_of_a_tag_goes_on_when_the_tag_is_renamed(bo, late_parcel):
    tag = Tag.objects.create(name="vip")
    tag_ticket(late_parcel, tag)
    save("VIP", "tag:vip", bo)
    Tag.objects.filter(pk=tag.pk).update(name="gold")

    assert counted(bo) == {"VIP": 1}
