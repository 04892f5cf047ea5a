"""Business hours in the settings: written as people write them, drawn beside the form, and told by their history."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.channels.inbox import Inbox
from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.promises.business_hours import BusinessHours, HoursVersion

pytestmark = pytest.mark.django_db
NEW = "/desk/settings/hours/new/"
SAID = {f"day_{day}": "9–12:30, 13–18" for day in range(5)} | {
    "name": "Customer care", "zone": "Europe/Berlin", "is_default": "on", "country": "DE", "region": "Bayern",
    "closures": "2026-08-03 – 2026-08-14 Summer", "channels": ["chat"],
}  # fmt: skip


@pytest.fixture
def client(root) -> Client:
    client = Client()
    client.force_login(root)
    return client


def test_hours_are_written_and_come_back_as_they_were_written(client):
    assert client.post(NEW, SAID).status_code == 302

    kept = BusinessHours.objects.get()
    assert kept.rules["week"] == [*[[[540, 750], [780, 1080]]] * 5, [], []]
    assert (kept.rules["country"], kept.rules["region"], kept.channels) == ("DE", "BY", ["chat"])
    page = client.get(f"/desk/settings/hours/{kept.pk}/").content.decode()
    assert 'value="9:00 AM–12:30 PM, 1:00 PM–6:00 PM"' in page.replace("\u202f", " ")
    assert "2026-08-03 – 2026-08-14 Summer" in page


def test_what_is_not_understood_is_said_where_it_stands_and_nothing_is_kept(client):
    answer = client.post(NEW, SAID | {"day_0": "nine to five", "days": "some day"})

    assert answer.status_code == 422
    assert "“nine to five” is not understood." in answer.content.decode()
    assert "“some day” is not understood." in answer.content.decode()
    assert not BusinessHours.objects.exists()


def test_a_page_with_a_face_leads_to_it_above_its_form_and_says_which_channels_are_not_asked(client):
    page = client.get(NEW).content.decode()

    assert 'href="#preview-title"' in page[: page.index('id="settings-form"')]
    assert 'id="preview-title"' in page
    assert "The contact form and the customer portal are not here" in page


def test_seasons_that_hold_on_the_same_day_are_refused(client):
    lines = "12-01 – 12-23 Advent: Mon 8–20\n12-20 – 01-06: Mon 10–18"
    answer = client.post(NEW, SAID | {"seasons": lines})

    assert answer.status_code == 422
    assert "“Advent” and “12-20 – 01-06” both hold on 12-20." in answer.content.decode()


def test_seasons_that_follow_each_other_are_kept(client):
    lines = "12-01 – 12-23 Advent: Mon 8–20\n12-24 – 01-06 Sales: Mon 10–18"

    assert client.post(NEW, SAID | {"seasons": lines}).status_code == 302


def test_the_preview_names_the_season_on_its_days_and_the_form_those_on_which_its_week_says_nothing(client):
    always = {"seasons": "12-01 – 12-23 Advent: Mon–Sun 10–16\n12-24 – 11-30: Mon–Sun 8–20"}
    own = {"country": "", "region": "", "days": f"{timezone.now() + timedelta(days=1):%Y-%m-%d} Stocktaking"}
    shown = client.post(
        NEW, SAID | always | own, headers={"HX-Request": "true", "HX-Target": "preview"}
    ).content.decode()
    named = shown.count(">Advent<") + shown.count(">12-24 – 11-30<")
    assert named == shown.count("<tr") - 1 and shown.count(">Stocktaking<") == 2  # and among the holidays

    client.post(NEW, SAID | always | own)
    page = client.get(f"/desk/settings/hours/{BusinessHours.objects.get().pk}/").content.decode()
    assert "On Dec 1 – 23 “Advent” below holds instead." in page.replace("\u2009", " ")
    assert "On Dec 24 – Nov 30 a season below holds instead." in page.replace("\u2009", " ")


def test_days_that_are_over_are_drawn_by_what_held_then(client):
    client.post(NEW, SAID | {f"day_{day}": "0–24" for day in range(7)} | {"country": "", "region": ""})
    kept, today = BusinessHours.objects.get(), timezone.now().astimezone(ZoneInfo("Europe/Berlin")).weekday()
    HoursVersion.objects.update(effective_from=timezone.now() - timedelta(days=30))

    shut = SAID | {f"day_{day}": "" for day in range(7)} | {"country": "", "region": "", "openings": ""}
    page = client.post(
        f"/desk/settings/hours/{kept.pk}/", shut, headers={"HX-Request": "true", "HX-Target": "preview"}
    ).content.decode()
    assert page.count('class="hours-open"') == today


def test_hours_that_are_new_are_drawn_from_today_on(client):
    today = timezone.now().astimezone(ZoneInfo("Europe/Berlin")).weekday()
    page = client.post(NEW, SAID, headers={"HX-Request": "true", "HX-Target": "preview"}).content.decode()

    assert page.count('class="hours-day"') == 14 - today


def test_the_weeks_are_drawn_while_the_form_is_written(client):
    answer = client.post(NEW, SAID, headers={"HX-Request": "true", "HX-Target": "preview"})

    assert answer.content.decode().count('class="hours-open"') >= 10  # of next week
    assert "Fronleichnam" in answer.content.decode()
    assert not BusinessHours.objects.exists()


def test_a_team_an_inbox_or_a_channel_keeps_one_set_of_hours(client, returns):
    chat = Inbox.objects.create(channel="chat", name="Chat")
    whose = {"teams": [returns.pk], "inboxes": [chat.pk]}
    client.post(NEW, SAID | whose)

    answer = client.post(NEW, SAID | whose | {"name": "Night"}).content.decode()
    assert answer.count("already uses “Customer care”. Remove it there first.") == 3


def test_a_change_is_told_by_the_history_and_put_back_as_a_new_version(client, root):
    client.post(NEW, SAID)
    kept = BusinessHours.objects.get()
    client.post(f"/desk/settings/hours/{kept.pk}/", SAID | {"day_5": "10–14"})

    change = SettingChange.objects.latest("pk")
    [(day, before, after, _is_long)] = change.lines
    assert (day, before, after.replace("\u202f", " ")) == ("Saturday", "", "10:00 AM–2:00 PM")
    undo_change(change, by=root)
    assert BusinessHours.objects.get().rules["week"][5] == []
    assert kept.versions.count() == 3


def test_the_default_is_the_last_that_was_said_to_be(client):
    client.post(NEW, SAID)
    assert (
        client.post(NEW, {"name": "Night", "zone": "UTC", "is_default": "on", "day_0": "22–6"}).status_code
        == 302
    )

    assert [kept.name for kept in BusinessHours.objects.filter(is_default=True)] == ["Night"]


IN_YEARS = timezone.now().year + 2
NEVER = {f"day_{day}": "" for day in range(7)}


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        (NEVER, "These hours never open within a year, so no promise by open hours would ever be due"),
        ({"closures": f"{IN_YEARS - 2}-01-01 – {IN_YEARS}-12-31"}, "These hours never open within a year"),
        ({"worked": "Neujahr\nAtlantis Day"}, "“Atlantis Day” is no public holiday of the chosen country."),
        ({"openings": "0001-01-01"}, "0001-01-01 is too far away. Write a day from"),
        ({"closures": "2026-08-03 – 2099-08-14"}, "2099-08-14 is too far away."),
        ({"days": "1026-12-24 Christmas Eve"}, "1026-12-24 is too far away."),
        ({"days": "12-25 One\n25.12. Other"}, "12-25 stands there twice. Leave one of them out."),
        ({"day_0": "22–6", "day_1": "5–9"}, "on Monday goes on past midnight and overlaps with"),
        ({"day_6": "22–6", "day_0": "5–9"}, "on Sunday goes on past midnight and overlaps with"),
        ({"seasons": "12-01 – 12-23 Advent: Mon 22–6; Tue 5–9"}, "on Monday goes on past midnight"),
        (
            {"openings": "2026-11-29 10:00 – 20:00 Advent\n2026-11-29 19:00 – 21:00"},
            "“2026-11-29 10:00 Advent” and “2026-11-29 19:00” overlap.",
        ),
        ({"region": "Bavaria"}, "No region of Germany is called “Bavaria” here. There are: "),
        ({"region": "Mars", "country": ""}, "“Mars” needs its country."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_it_is(client, wrong, sentence):
    answer = client.post(NEW, SAID | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not BusinessHours.objects.exists()


def test_hours_that_open_in_a_season_or_follow_a_night_at_once_are_kept(client):
    assert client.post(NEW, SAID | NEVER | {"seasons": "12-01 – 12-23 Advent: Mon 8–20"}).status_code == 302
    nights = {f"day_{day}": "6–6:30, 22–6" for day in range(7)}

    assert client.post(NEW, SAID | nights | {"name": "Night", "channels": []}).status_code == 302


@pytest.mark.parametrize("line", ["2026-08-03 – 9999-12-31 Closed for good", "0001-01-01"])
def test_no_day_is_too_far_away_for_a_sentence(client, line):
    assert client.post(NEW, SAID | {"closures": line, "openings": line}).status_code in {302, 422}
