"""Response goals in the configuration file."""

import json

import pytest

from shopbell.accounts.models import Team
from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.core.errors import Refused
from shopbell.promises.goal_policy import GoalPolicy

pytestmark = pytest.mark.django_db
VIP = {
    "name": "VIP", "filter": "team:Returns -channel:chat", "first_reply": "1 h 30 min", "solve": "2 d",
    "counts": "open", "warn_percent": 60, "position": 3, "on": True,
}  # fmt: skip


def bring_in(*goals: dict) -> None:
    import_configuration(json.dumps(json.loads(export_configuration()) | {"goals": list(goals)}))


@pytest.fixture
def vip(root):
    Team.objects.get_or_create(name="Returns")
    bring_in(VIP)
    return GoalPolicy.objects.get(name="VIP")


def test_they_come_in_as_they_are_written_and_go_out_so_that_they_change_nothing(vip):
    assert (vip.first_reply_seconds, vip.next_reply_seconds, vip.solve_seconds) == (5_400, None, 172_800)
    assert vip.conditions[0] == {"field": "team", "values": [Team.objects.get(name="Returns").pk]}
    out = export_configuration()

    assert import_configuration(out) == []
    told = next(each for each in json.loads(out)["goals"] if each["name"] == "VIP")
    assert told == VIP | {"next_reply": "", "solve": "48 h"}


def test_what_comes_in_counts_as_a_new_version(vip):
    bring_in(VIP | {"first_reply": "1 h"})

    assert [each.targets["first_reply"] for each in vip.versions.all()] == [5_400, 3_600]


@pytest.mark.parametrize(
    "wrong",
    [
        {"filter": "team:Nobody"},
        {"filter": "promise:broken"},
        {"filter": "has:draft"},
        {"filter": "channel:chat channel:email"},
        {"first_reply": "soon"},
        {"first_reply": "72 h"},
        {"counts": "sometimes"},
        {"warn_percent": 100},
        {"first_reply": "5 s"},
    ],
)
def test_what_the_page_would_refuse_is_refused_and_nothing_changes(vip, wrong):
    with pytest.raises(Refused):
        bring_in({"name": "VIP", **wrong})

    assert GoalPolicy.objects.get(name="VIP").targets == vip.targets
