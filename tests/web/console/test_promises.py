"""The lead's page of promises, the tickets behind its figures, and the file."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.models import GoalOutcome
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


def test_a_ticket_says_what_was_promised_in_it(desk, bo, cy, told, late_parcel):
    page = (
        desk(bo)
        .get(f"/desk/tickets/{late_parcel.pk}/promises/", headers={"HX-Request": "true"})
        .content.decode()
    )

    assert "First reply" in page and "Broken" in page
    assert desk(cy).get(f"/desk/tickets/{late_parcel.pk}/promises/").status_code == 404
