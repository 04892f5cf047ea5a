"""Goals say how soon tickets of a kind are answered, and what they said before stays known."""

import pytest

from shopbell.promises.business_hours import BusinessHours, HoursVersion
from shopbell.promises.goal_policy import GoalPolicy, GoalPolicyVersion

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R109")
def test_a_desk_begins_with_goals_for_chats_and_for_everything_else():
    first, last = GoalPolicy.objects.all()

    assert (first.name, first.first_reply_seconds, first.counts) == ("Chat", 60, "open")
    assert (last.name, last.first_reply_seconds, last.counts) == ("Everything else", 86_400, "always")
    assert [(each.field, each.values) for each in first.filter] == [("channel", ("chat",))]
    assert last.filter == ()
    assert [version.targets for version in GoalPolicyVersion.objects.order_by("pk")] == [
        first.targets,
        last.targets,
    ]


def test_only_what_changes_the_promise_is_a_version():
    policy = GoalPolicy.objects.create(name="VIP", first_reply_seconds=600)
    policy.name, policy.position = "Very important", 1
    policy.save()
    policy.solve_seconds = 86_400
    policy.save()

    policy.conditions = [{"field": "channel", "values": ["chat"]}]
    policy.save()

    assert [version.number for version in policy.versions.all()] == [1, 2, 3]
    assert policy.versions.last().targets["solve"] == 86_400


def test_what_was_promised_is_known_after_the_policy_and_the_hours_are_deleted():
    GoalPolicy.objects.create(name="VIP", first_reply_seconds=600).delete()
    BusinessHours.objects.create(name="Care").delete()

    assert str(GoalPolicyVersion.objects.get(policy=None)) == "VIP"
    assert HoursVersion.objects.get(business_hours=None).rules["zone"] == "UTC"
