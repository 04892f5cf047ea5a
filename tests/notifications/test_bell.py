"""The bell and what it opens: what an agent may read, grouped by ticket, and reading it."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.accounts.availability import mark_seen
from shopbell.notifications.models import Notification
from shopbell.notifications.notification import sweep_notifications, unread_places
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.event import Event
from shopbell.tickets.note import write_note

from .reacting import react

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(late_parcel, ada, bo):
    """Bo was given a ticket, and is called in it."""
    mark_seen(bo.pk, timezone.now())
    assign_ticket(late_parcel, bo, by=ada)
    write_note(late_parcel, "@Bo please call <b>Mina</b>", by=ada)
    react()
    return late_parcel


def count(client) -> int:
    return int(re.search(r'data-bell="(\d+)"', client.get("/desk/notifications/bell/").content.decode())[1])


def bell(client, monkeypatch, places: int, untold: int) -> str:
    monkeypatch.setattr(
        "shopbell.notifications.views.bell.unread_places", lambda agent: [(n, "") for n in range(places)]
    )
    monkeypatch.setattr("shopbell.notifications.views.bell.untold_for", lambda agent: untold)
    return client.get("/desk/notifications/bell/").content.decode()


def page(client) -> str:
    return client.get("/desk/notifications/").content.decode()


def test_the_bell_counts_tickets_and_the_page_groups_by_them(desk, bo, news):
    console = desk(bo)

    assert count(console) == 1
    shown = page(console)
    assert shown.count('<b dir="auto">Where is my parcel?</b>') == 1
    assert shown.index("Ada Moreau mentioned you") < shown.index("Ada Moreau assigned it to you")
    assert "please call &lt;b&gt;Mina" in shown


@pytest.mark.parametrize(("places", "untold"), [(0, 0), (3, 0), (2, 1), (0, 1), (120, 0), (98, 4)])
def test_what_the_bell_shows_is_in_its_name(desk, bo, monkeypatch, places, untold):
    shown = bell(desk(bo), monkeypatch, places, untold)

    count = re.search(r'aria-hidden="true">([\d+]+)<', shown)
    assert (count is not None) == bool(places + untold)
    assert (count[1] if count else "Notifications") in re.search(r'aria-label="([^"]+)"', shown)[1]


def test_nothing_new_is_said_in_a_sentence(desk, ada):
    assert "Nothing new" in page(desk(ada)) and count(desk(ada)) == 0


def test_a_ticket_that_is_opened_is_read_and_so_is_all_at_once(desk, bo, ada, news, wrong_size):
    write_note(wrong_size, "@Bo", by=ada)
    react()
    console = desk(bo)
    assert count(console) == 2

    answer = console.post("/desk/notifications/read/", {"ticket": news.pk, "quietly": "1"})
    assert answer.status_code == 204 and count(console) == 1

    console.post("/desk/notifications/read/", {"all": "1"}, headers={"HX-Request": "true"})
    assert count(console) == 0
    assert "is-unread" not in page(console)


def test_reading_is_ones_own(desk, ada, bo, news):
    desk(ada).post("/desk/notifications/read/", {"ticket": news.pk})
    desk(ada).post("/desk/notifications/read/", {"all": "1"})

    assert count(desk(bo)) == 1


def test_a_ticket_that_one_may_not_read_any_more_is_neither_counted_nor_shown(
    desk, bo, ada, advice, news, cy
):
    assign_ticket(news, cy, by=ada)
    move_to_team(news, advice, by=ada)

    assert count(desk(bo)) == 0 and "Where is my parcel?" not in page(desk(bo))


def test_a_deleted_ticket_is_neither_counted_nor_shown(desk, bo, ada, news):
    delete_ticket(news, by=ada)

    assert count(desk(bo)) == 0 and "Where is my parcel?" not in page(desk(bo))


def test_what_is_to_be_heard_is_told_for_a_minute(desk, bo, news):
    console = desk(bo)
    sounds = re.search(r'data-sounds="([^"]*)"', console.get("/desk/notifications/bell/").content.decode())[1]
    assert [each["tone"] for each in json.loads(sounds.replace("&#34;", '"'))] == ["chime", "bell"]

    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert 'data-sounds="[]"' in console.get("/desk/notifications/bell/").content.decode()


def test_the_list_goes_back_as_far_as_it_is_kept(desk, bo, ada, late_parcel):
    event = late_parcel.events.first()
    rows = [
        Notification(
            agent=bo, event=event, ticket=late_parcel, kind="assigned", console="sent", sound="off",
            push="off", mail="off",
        )
        for _ in range(1)
    ]  # fmt: skip
    Notification.objects.bulk_create(rows)
    for number in range(105):
        write_note(late_parcel, f"@Bo {number}", by=ada)
    react()
    console = desk(bo)

    older = re.search(r"\?before=(\d+)", page(console))[1]
    assert "Where is my parcel?" in console.get(f"/desk/notifications/?before={older}").content.decode()
    assert "Nothing new" in console.get("/desk/notifications/?before=1").content.decode()
    assert console.get("/desk/notifications/?before=x").status_code == 200


def test_old_ones_are_swept_and_what_was_not_told_sooner(bo, news):
    told, untold = Notification.objects.filter(agent=bo).order_by("pk")
    Notification.objects.filter(pk=untold.pk).update(console="off", push="off", mail="off")
    now = timezone.now()

    assert sweep_notifications(now + timedelta(days=13)) == 0
    sweep_notifications(now + timedelta(days=15))
    assert list(Notification.objects.filter(agent=bo)) == [told]
    sweep_notifications(now + timedelta(days=91))
    assert not Notification.objects.exists()
    assert Event.objects.exists()


def test_every_page_of_the_console_has_the_bell(desk, ada):
    assert 'id="bell"' in desk(ada).get("/desk/profile/").content.decode()


def test_the_service_worker_serves_below_the_desk(desk, bo):
    answer = desk(bo).get("/desk/service-worker.js")

    assert answer.headers["Content-Type"].startswith("text/javascript") and b"push" in answer.content


def test_the_bell_asks_for_the_tickets_that_it_tells_of_and_not_for_all(desk, bo, news):
    with CaptureQueriesContext(connection) as asked:
        unread_places(bo)

    (visible,) = [each["sql"] for each in asked if "tickets_ticket" in each["sql"]]
    assert "IN (SELECT" not in visible and "EXISTS" in visible and len(asked) <= 3


def test_a_sentence_runs_as_the_page_does_whatever_name_it_begins_with(desk, bo, news):
    assert re.search("</span> Ada Moreau mentioned you", page(desk(bo)))  # in no element that asks the name
