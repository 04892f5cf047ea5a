"""Wall › Hours: when shoppers ask, what is advised, the tickets behind it, and the form that it fills in."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.accounts.permission import Permission
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.hours_counted import count_hours
from shopbell.promises.hours_demand import demand_among, demand_of
from shopbell.promises.rules import empty_rules
from shopbell.tickets.ticket import Ticket
from shopbell.web.console import behind

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R115", "R116")]


@pytest.fixture
def care() -> BusinessHours:
    return BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules() | {"zone": "UTC"})


@pytest.fixture
def saturdays(mina, returns, care):
    """Eight weeks in which as much is asked on Saturday mornings as on workdays."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [
        day + timedelta(hours=hour, minutes=minute)
        for day in (today - timedelta(days=back) for back in range(1, 57))
        for hour in range(9, 17)
        for minute in (5, 35)
        if day.weekday() < 5 or (day.weekday() == 5 and 10 <= hour < 14)
    ]
    Ticket.objects.bulk_create(_asked(mina, returns, at) for at in moments)
    count_hours(timezone.now())


def _asked(customer, team, at: datetime) -> Ticket:
    more = {
        "customer": customer,
        "team": team,
        "status": "solved",
        "first_replied_at": at + timedelta(hours=3),
    }
    return Ticket(subject="Where is it?", channel="email", created_at=at, last_message_at=at, **more)


def test_the_page_advises_what_the_tickets_say_and_leads_to_them(desk, ada, saturdays, monkeypatch):
    page = unescape(desk(ada).get("/desk/hours/").content.decode())

    assert "Open besides: Saturday, 10:00" in page and "hear from you the same day" in page
    assert page.count('class="week-open"') == 5 and page.count('class="week-cell') == 7 * 24
    listed = re.search(r'href="(/desk/hours/tickets/\?[^"]*days=5&start=10&end=14)"', page)
    assert listed and "64 tickets" in page
    assert "<h1><bdi>64 tickets" in desk(ada).get(listed.group(1)).content.decode()
    monkeypatch.setattr(behind, "MOST_COUNTED", 1)  # so that the figure says it
    assert "<h1><bdi>64 tickets" in desk(ada).get(listed.group(1)).content.decode()


def test_the_list_goes_on_over_all_days_the_newest_first(desk, ada, saturdays, monkeypatch):
    monkeypatch.setattr(behind, "PER_PAGE", 7)
    seen = []
    for number in range(1, 11):
        page = desk(ada).get(f"/desk/hours/tickets/?days=5&start=10&end=14&page={number}").content.decode()
        seen += re.findall(r'href="/desk/tickets/(\d+)/"', page.split("<tbody")[1])

    mornings = Ticket.objects.filter(created_at__iso_week_day=6).order_by("-created_at", "-pk")
    assert [int(each) for each in dict.fromkeys(seen)] == list(mornings.values_list("pk", flat=True))


def test_one_press_fills_in_the_form_and_keeps_nothing(desk, root, saturdays, care):
    page = unescape(desk(root).get(f"/desk/settings/hours/{care.pk}/").content.decode())
    [use] = re.findall(r'class="button button-small" href="([^"]*day_0=[^"]*)"', page)

    form = desk(root).get(use).content.decode()
    assert 'value="10:00 AM–2:00 PM"' in form.replace("\u202f", " ")
    assert "Nothing of it is kept before you save." in form
    care.refresh_from_db()
    assert care.rules["week"][5] == []


def test_a_link_fills_in_hours_and_nothing_else(desk, root, care):
    form = (
        desk(root)
        .get(f"/desk/settings/hours/{care.pk}/", {"name": "Evil", "day_6": "rubbish"})
        .content.decode()
    )

    assert "Evil" not in form and 'value="rubbish"' in form and 'value="Care"' in form


def test_only_who_may_change_the_hours_is_offered_to(desk, ada, root, bo, saturdays):
    bo.role = Role.objects.create(
        name="Looks on", permissions=[Permission.WALL_READ, Permission.WALL_READ_ALL]
    )
    bo.save()

    assert "Use these hours" not in desk(bo).get("/desk/hours/").content.decode()
    assert "Use these hours" in desk(ada).get("/desk/hours/").content.decode()
    assert "Use these hours" in desk(root).get("/desk/hours/").content.decode()


def test_too_little_says_how_much_is_missing(desk, ada, care, late_parcel):
    Ticket.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert "This is being counted" in desk(ada).get("/desk/hours/").content.decode()
    count_hours(timezone.now())

    page = desk(ada).get("/desk/hours/").content.decode()
    assert "of 200 questions were asked so far" in page and "They are of 1 whole week; 4 are needed." in page


def test_a_desk_without_hours_is_told_where_to_write_them(desk, ada):
    page = desk(ada).get("/desk/hours/").content.decode()
    assert "No hours yet" in page and "/desk/settings/hours/new/" in page
    assert desk(ada).get("/desk/hours/tickets/").status_code == 404


def test_a_lead_reads_of_their_own_teams_alone(desk, ada, cy, advice, saturdays):
    Ticket.objects.update(team=advice)
    count_hours(timezone.now(), anew=True)

    assert "of 200 questions" in desk(ada).get("/desk/hours/").content.decode()


def test_the_file_has_a_line_for_each_hour_of_the_week(desk, ada, saturdays):
    lines = desk(ada).get("/desk/hours/file/").content.decode().splitlines()

    assert lines[0] == "Day,Hour,Asked,In the store,Open" and len(lines) == 1 + 7 * 24
    assert "Saturday,10,16,,No" in lines and "Monday,9,16,,Yes" in lines


@pytest.mark.parametrize("query", ["hours=x", "days=9,x&start=30", "start=5&end=2", "page=99&days="])
def test_made_up_addresses_show_other_rows_or_none(desk, ada, care, query):
    assert desk(ada).get(f"/desk/hours/tickets/?{query}").status_code == 200
    assert desk(ada).get(f"/desk/hours/?{query}").status_code == 200


@pytest.mark.requirement("R118")
def test_the_hours_are_of_the_tickets_that_meet_a_filter(desk, ada, saturdays):
    some = Ticket.objects.filter(pk__in=Ticket.objects.order_by("pk").values("pk")[:30])
    some.update(subject="Lamp")

    page = unescape(desk(ada).get("/desk/hours/", {"filter": "lamp"}).content.decode())
    file = desk(ada).get("/desk/hours/file/", {"filter": "lamp"}).content.decode()
    assert sum(int(line.split(",")[2]) for line in file.splitlines()[1:]) == 30
    assert "days=" in page and "filter=lamp" in page and "In the store" not in page
    behind_it = desk(ada).get("/desk/hours/tickets/", {"filter": "lamp"}).content.decode()
    assert "<h1><bdi>30 tickets" in behind_it and "Where is it?" not in behind_it

    drawn = desk(ada).get(
        "/desk/hours/", {"add": "lamp"}, headers={"HX-Request": "true", "HX-Target": "list"}
    )
    assert "<html" not in drawn.content.decode() and "filter=lamp" in drawn.headers["HX-Push-Url"]
    unreadable = desk(ada).get("/desk/hours/file/", {"filter": "tagg:x"}).content.decode()
    assert sum(int(line.split(",")[2]) for line in unreadable.splitlines()[1:]) == 0


def test_of_all_tickets_a_count_says_what_the_sums_say(saturdays, care):
    now = timezone.now()
    summed, counted = demand_of(care, None, now), demand_among(care, Ticket.objects.all(), now)

    assert counted.total and (counted.asked, counted.passes) == (summed.asked, summed.passes)
    assert (counted.weeks, counted.same_day) == (summed.weeks, summed.same_day)
    assert {hour: waits.count for hour, waits in counted.waits.items()} == {
        hour: summed.waits[hour].count for hour in summed.waits
    }
