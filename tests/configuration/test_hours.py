"""Business hours in the configuration file."""

import json

import pytest

from shopbell.accounts.models import Team
from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.core.errors import Refused
from shopbell.promises.business_hours import BusinessHours, TeamHours

pytestmark = pytest.mark.django_db
CARE = {
    "name": "Care", "default": True, "zone": "Europe/Berlin", "week": "Mon–Fri 9–12:30, 13–18; Sat 10–14",
    "country": "DE", "region": "BY", "days": ["12-24 Christmas Eve"], "closures": ["2026-08-03 – 2026-08-14 Summer"],
    "seasons": ["12-01 – 12-23 Advent: Mon–Sat 8–20"], "channels": ["chat"], "teams": ["Returns"],
}  # fmt: skip


def bring_in(*hours: dict) -> None:
    import_configuration(json.dumps(json.loads(export_configuration()) | {"hours": list(hours)}))


@pytest.fixture
def care(root):
    Team.objects.get_or_create(name="Returns")
    bring_in(CARE)
    return BusinessHours.objects.get(name="Care")


def test_they_come_in_as_they_are_written_and_go_out_so_that_they_change_nothing(care):
    assert care.rules["week"][5] == [[600, 840]]
    assert care.hours_now.holidays
    out = export_configuration()

    assert import_configuration(out) == []
    assert json.loads(out)["hours"][0]["seasons"] == ["12-01 – 12-23 Advent: Mon–Sat 8:00–20:00"]


def test_a_team_and_the_default_move_to_the_hours_that_name_them_last(care):
    bring_in({"name": "Night", "default": True, "zone": "UTC", "week": "Mon 22–6", "teams": ["Returns"]})

    assert TeamHours.objects.get().business_hours.name == "Night"
    assert [each.name for each in BusinessHours.objects.filter(is_default=True)] == ["Night"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "FR"},
        {"country": "FR", "region": "BY"},
        {"country": "Atlantis"},
        {"zone": "Mars/Olympus"},
        {"week": "Mon 9–99"},
        {"week": "Mon 9–12; Mon–Fri 13–18"},
        {"seasons": ["12-01 – 12-23 Advent: Mon 8–20", "12-20 – 01-06 Sales: Mon 10–18"]},
        {"closures": ["2026-08-03 – 9999-12-31"]},
        {"channels": ["pigeon"]},
        {"teams": ["Nobody"]},
        {"days": [7]},
        {"days": ["12-25", "12-25 Christmas"]},
        {"worked": ["Atlantis Day"]},
        {"openings": ["9999-12-31"]},
        {"week": "Mon 22–6; Tue 5–9"},
        {"week": "closed", "seasons": []},
    ],
)
def test_what_the_page_would_refuse_is_refused_and_nothing_changes(care, wrong):
    before = care.rules
    with pytest.raises(Refused):
        bring_in({"name": "Care", **wrong})

    assert BusinessHours.objects.get().rules == before


def test_a_channel_keeps_one_set_of_hours(care):
    with pytest.raises(Refused, match="already uses"):
        bring_in({"name": "Night", "zone": "UTC", "week": "Mon 22–6", "channels": ["chat"]})
