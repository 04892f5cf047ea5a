"""The lead's page of promises, the tickets behind its figures, and the file."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.role import Role
from shopbell.promises.choosing import choose_due
from shopbell.promises.models import GoalOutcome
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.status import set_status
from shopbell.web.console import behind
from tests.promises.test_kept import ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(late_parcel, wrong_size):
    GoalOutcome.objects.all().delete()
    now = timezone.now()
    ended(late_parcel, "broken", now - timedelta(hours=30), due_at=now - timedelta(hours=6))
    ended(wrong_size, "kept", now - timedelta(hours=30), due_at=now - timedelta(hours=29))


def test_the_page_says_how_many_were_kept_and_leads_to_their_tickets(desk, ada, told):
    page = desk(ada).get("/desk/promises/").content.decode()
    assert "50%" in page and "1 of 1 kept" in page and "0 of 1 kept" in page

    broken = desk(ada).get("/desk/promises/tickets/", {"outcome": "broken"}).content.decode()
    assert (
        "Where is my parcel?" in broken and "The shirt is too small" not in broken and "1 promise<" in broken
    )


def test_of_many_promises_the_figure_says_how_many_stand_behind_it(desk, ada, told, monkeypatch):
    monkeypatch.setattr(behind, "MOST_COUNTED", 0)

    page = desk(ada).get("/desk/promises/tickets/").content.decode()
    assert "2 promises<" in page and "Where is my parcel?" in page
    broken = desk(ada).get("/desk/promises/tickets/", {"outcome": "broken", "goal": "first_reply"})
    assert "1 promise<" in broken.content.decode()


def test_behind_a_week_outside_of_the_page_stand_all_its_promises(desk, root, told, monkeypatch):
    monkeypatch.setattr(behind, "MOST_COUNTED", 0)
    long_ago = timezone.localtime() - timedelta(weeks=30)
    GoalOutcome.objects.update(started_at=long_ago)
    week = long_ago.date() - timedelta(days=long_ago.weekday())

    page = desk(root).get("/desk/promises/tickets/", {"weeks": 4, "week": f"{week}"}).content.decode()

    assert "2 promises<" in page


@pytest.mark.parametrize(
    ("permissions", "said", "kept"),
    [
        (["wall:read", "ticket:read_all"], "Returns", "1 of 1 kept"),
        (["wall:read", "ticket:read_team"], "the promises of your teams", "1 of 1 kept"),
        (["wall:read", "wall:read_all", "ticket:read_team"], "the promises of your teams", "1 of 1 kept"),
        (["wall:read", "ticket:read_own"], "Tickets that you may open", "Nothing to count yet"),
    ],
)
def test_the_page_says_whose_promises_it_counts(desk, ada, told, permissions, said, kept):
    ada.role = Role.objects.create(name="Watches", permissions=permissions)
    ada.save()

    page = desk(ada).get("/desk/promises/").content.decode()
    assert said in page and kept in page
    assert ("Returns</span>" in page) == ("ticket:read_own" not in permissions)


def test_the_file_holds_a_line_for_each_goal_channel_and_week(desk, ada, told):
    answer = desk(ada).get("/desk/promises/file/", {"weeks": "4"})

    lines = answer.content.decode().splitlines()
    assert lines[0] == "Goal,Channel,Week from,Kept,Broken" and len(lines) == 1 + 2 * 4
    assert sum(int(line.split(",")[-1]) for line in lines[1:]) == 1


@pytest.mark.parametrize(
    "query",
    ["weeks=x", "week=9999-12-31", "week=0001-01-01", "goal=%00", "channel=x&page=99", "outcome=what"],
)
def test_made_up_addresses_show_other_rows_or_none(desk, ada, told, query):
    assert desk(ada).get(f"/desk/promises/tickets/?{query}").status_code == 200
    assert desk(ada).get(f"/desk/promises/?{query}").status_code == 200


def test_an_empty_desk_says_so(desk, ada):
    GoalOutcome.objects.all().delete()

    assert "Nothing to count yet" in desk(ada).get("/desk/promises/").content.decode()


def test_a_ticket_explains_its_deadline_to_whoever_may_read_it(desk, bo, cy, late_parcel):
    choose_due(timezone.now())
    address = f"/desk/tickets/{late_parcel.pk}/promises/"

    dialog = desk(bo).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "The customer wrote" in dialog or "the clock starts" in dialog
    assert "of 24 h" in dialog and "Everything else" in dialog
    assert "<html" in desk(bo).get(address).content.decode()
    assert desk(cy).get(address).status_code == 404


def test_the_head_and_the_panel_show_the_promise_and_lead_to_its_explanation(desk, bo, late_parcel):
    choose_due(timezone.now())

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "first reply: 23 hr left" in page and f"/desk/tickets/{late_parcel.pk}/promises/" in page
    panel = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()
    assert "23 hr left" in panel and "How it came about" in panel


def test_what_was_answered_is_told_as_kept_and_what_is_paused_as_paused(desk, bo, late_parcel, mina):
    choose_due(timezone.now())
    write_reply(late_parcel, "It comes today.", by=bo, channel="email")
    receive_message(late_parcel, "It did not.", customer=mina, channel="email")
    set_status(late_parcel, "pending", by=bo)

    dialog = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/promises/").content.decode()
    assert "Paused" in dialog and "Kept" in dialog and "An agent answered: the clock ends." in dialog
