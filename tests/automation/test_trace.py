"""The trace: every agent who may read a ticket reads what rules did to it, and why others did not."""

import pytest
from django.utils import timezone

from shopbell.automation import trace
from shopbell.automation.trace import what_lacks

pytestmark = pytest.mark.django_db


def test_the_ticket_tells_what_rules_did_and_why_others_did_not(desk, bo, trigger, settle, late_parcel, vip):
    trigger("Mail first", "opened prioritized", {"priority": 3, "tag": vip.pk}, "channel:email")
    trigger("Chats", "opened", {"priority": 4}, "channel:chat -tag:vip", words=["shirt"])
    settle(late_parcel)

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/rules/").content.decode()

    assert "Sets the priority to High · Adds the tag vip" in page
    assert "Not done: what happened came of this rule itself" in page
    assert "Channel is Chat · Tag is not vip · none of its words" in page
    assert "none of its words" in page


def test_a_rule_that_lacks_nothing_says_so(trigger, late_parcel):
    trigger("Mail first", "opened", {"priority": 3}, "channel:email")
    trigger("All", "opened", {"priority": 3})

    assert [each.lacks for each in what_lacks(late_parcel, timezone.now())] == [[], []]


def test_rules_that_did_nothing_are_one_line_that_counts_them_all(
    desk, bo, trigger, settle, late_parcel, monkeypatch
):
    monkeypatch.setattr(trace, "MOST_RULES", 2)
    trigger("Mail first", "opened", {"priority": 3})
    for name in ("Chats", "Calls", "Forms"):
        trigger(name, "opened", {"priority": 4}, "channel:chat")
    settle(late_parcel)

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/rules/").content.decode()

    assert "<summary>3 rules that are switched on did nothing</summary>" in page
    assert "The first 2 of them:" in page and "Calls" in page and "Forms" not in page


def test_what_a_rule_did_is_told_though_its_tag_is_gone(desk, bo, trigger, settle, late_parcel, vip):
    trigger("Tag", "opened", {"tag": vip.pk})
    settle(late_parcel)
    vip.delete()

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/rules/").content.decode()

    assert "Did something that is gone since" in page


def test_who_may_not_read_the_ticket_reads_no_trace(desk, cy, late_parcel):
    assert desk(cy).get(f"/desk/tickets/{late_parcel.pk}/rules/").status_code == 404
