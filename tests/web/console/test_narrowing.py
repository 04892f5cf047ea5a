"""Figures of a lead narrowed by a filter: of the same tickets as a list with it, on the page, behind it and in the file."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from shopbell.accounts.role import Role
from shopbell.promises.hours_counted import count_hours
from shopbell.promises.models import BusinessHours, FirstContact, GoalOutcome
from shopbell.promises.rules import empty_rules
from shopbell.promises.treated import measure_treatment
from shopbell.tickets.tag import make_tag, tag_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.web.console import narrowing
from tests.promises.test_kept import ended

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R118")]
PAGES = ["/desk/promises/", "/desk/first-contact/", "/desk/equal/"]


@pytest.fixture
def counted(late_parcel, wrong_size, ada):
    """Of two tickets one was answered in time and solved at first contact, the other not; that one has a tag."""
    GoalOutcome.objects.all().delete()
    now = timezone.now()
    ended(late_parcel, "broken", now - timedelta(hours=30), due_at=now - timedelta(hours=6))
    ended(wrong_size, "kept", now - timedelta(hours=30), due_at=now - timedelta(hours=29))
    for ticket, outcome in ((late_parcel, "no"), (wrong_size, "yes")):
        FirstContact.objects.create(
            ticket=ticket, solved_at=now, outcome=outcome, channel="email", team=ticket.team
        )
    tag_ticket(late_parcel, make_tag("carrier"), by=ada)
    measure_treatment(now)


def counted_in(answer) -> int:
    """How many a file counts: in all its columns of numbers, or in the one of tickets."""
    head, *lines = answer.content.decode().splitlines()
    last = 4 if head.startswith("Stage,") else None
    return sum(int(cell) for line in lines for cell in line.split(",")[3:last])


@pytest.mark.parametrize(
    ("page", "all_words", "words"),
    [
        ("/desk/promises/", "1 of 2 kept", "0 of 1 kept"),
        ("/desk/first-contact/", "1 of 2 solved at first contact", "0 of 1 solved at first contact"),
    ],
)
def test_figures_are_of_the_tickets_that_meet_the_filter(desk, root, counted, page, all_words, words):
    assert all_words in desk(root).get(page).content.decode()

    narrowed = desk(root).get(page, {"filter": "tag:carrier", "weeks": "4"}).content.decode()
    assert words in narrowed and all_words not in narrowed
    cell = unescape(narrowed.split(f'title="{words}"')[0].rsplit('href="', 1)[1].split('"')[0])
    behind = desk(root).get(cell).content.decode()
    assert "Where is my parcel?" in behind and "The shirt is too small" not in behind
    assert "filter=tag%3Acarrier" in behind  # the way back
    assert counted_in(desk(root).get(f"{page}file/", {"filter": "tag:carrier"})) == 1
    assert counted_in(desk(root).get(f"{page}file/")) == 2
    other = desk(root).get(page, {"filter": "-tag:carrier"}).content.decode()
    assert words not in other


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_is_added_and_only_the_figures_are_drawn_anew(desk, root, counted, page):
    said = {"filter": "channel:email", "add": "tag:carrier", "weeks": "13"}
    answer = desk(root).get(page, said, headers={"HX-Request": "true", "HX-Target": "list"})

    drawn = answer.content.decode()
    assert drawn.count('id="list"') == 1 and "<html" not in drawn
    assert answer.headers["HX-Push-Url"] == f"{page}?weeks=13&filter=channel%3Aemail+tag%3Acarrier"
    assert "filter=channel%3Aemail+tag%3Acarrier" in drawn.split("Download as CSV")[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_filter_that_cannot_be_understood_says_why_and_counts_nothing(desk, root, counted, page):
    assert counted_in(desk(root).get(f"{page}file/", {"filter": "tagg:carrier"})) == 0
    for place in (page, f"{page}tickets/"):
        answer = desk(root).get(place, {"filter": "tagg:carrier"})
        assert answer.status_code == 200 and "1 of 2" not in answer.content.decode()
        assert "Where is my parcel?" not in answer.content.decode()
    assert 'role="alert"' in desk(root).get(page, {"filter": "tagg:carrier"}).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_filter_leads_to_no_ticket_that_the_reader_may_not_open(desk, ada, bo, counted, page):
    ada.role = Role.objects.create(name="Own alone", permissions=["wall:read", "ticket:read_own"])
    ada.save()

    assert "1 of" not in desk(ada).get(page, {"filter": "channel:email"}).content.decode()
    behind = desk(ada).get(f"{page}tickets/", {"filter": "tag:carrier"}).content.decode()
    assert "Where is my parcel?" not in behind


def test_equal_treatment_is_of_the_tickets_that_meet_the_filter(desk, root, counted):
    said = {"filter": "tag:carrier", "weeks": "4"}
    assert "1 of 1 tickets" in desk(root).get("/desk/equal/").content.decode()  # one was kept

    narrowed = desk(root).get("/desk/equal/", said).content.decode()
    assert "0 of 1 tickets" in narrowed and "1 of 1 tickets" not in narrowed
    assert counted_in(desk(root).get("/desk/equal/file/", said)) == 1
    assert counted_in(desk(root).get("/desk/equal/file/")) == 2
    behind = desk(root).get("/desk/equal/tickets/", said).content.decode()
    assert "Where is my parcel?" in behind and "The shirt is too small" not in behind
    assert "/desk/equal/?weeks=4&amp;filter=tag%3Acarrier" in behind  # the way back
    nothing = desk(root).get("/desk/equal/", {"filter": "tag:carrier -tag:carrier"}).content.decode()
    assert "No ticket here" in nothing


def test_the_team_of_an_address_stays_while_one_filters(desk, root, counted, returns):
    page = desk(root).get("/desk/equal/", {"team": returns.pk, "weeks": "4", "filter": "tag:carrier"})
    assert f'name="team" value="{returns.pk}" data-kept' in page.content.decode()


@pytest.fixture
def asked(counted):
    """The two tickets were begun some days ago, in hours that are counted."""
    BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules() | {"zone": "UTC"})
    Ticket.objects.update(created_at=timezone.now() - timedelta(days=3))
    count_hours(timezone.now())


@pytest.mark.parametrize("page", [*PAGES, "/desk/hours/"])
def test_what_takes_too_long_to_count_is_said_with_what_to_do(desk, root, asked, page, monkeypatch):
    said = {"filter": "channel:email"}
    sleeping = Ticket.objects.extra(where=["pg_sleep(60) is not null"])
    monkeypatch.setattr(narrowing, "tickets_of", lambda *_: sleeping)
    monkeypatch.setattr(narrowing, "MOST_MS", 20)

    shown = desk(root).get(page, said)
    assert shown.status_code == 200 and 'name="filter" value="channel:email"' in shown.content.decode()
    assert "Narrow it further" in shown.content.decode()
    assert "Nothing of this kind" not in shown.content.decode()
    for place in (f"{page}tickets/", f"{page}file/"):
        answer = desk(root).get(place, said)
        assert answer.status_code == 422 and "Narrow it further" in answer.content.decode()
    assert "Narrow it further" not in desk(root).get(page).content.decode()  # of all there are sums
