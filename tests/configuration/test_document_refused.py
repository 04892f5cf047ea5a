"""What a configuration file may not bring is refused with its place, and nothing of it comes in."""

import json

import pytest

from shopbell.accounts.models import Role, Team
from shopbell.accounts.permission import Permission
from shopbell.automation.models import Schedule
from shopbell.configuration.document import (
    import_configuration,
)
from shopbell.core.errors import Refused
from shopbell.segments.models import Segment
from shopbell.segments.segment import MOST
from shopbell.shop.models import (
    Policy,
)
from shopbell.tickets.customer_field import fill_customer_field
from shopbell.tickets.models import CustomField

RULE = {"name": "R", "on": True, "steps": [{"do": "priority", "to": 3}]}
CLOCK = {"since": "clock", "days": [0], "at": "09:00", "filter": "status:open"}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "does not begin with"),
        ({"shopbell_configuration": 2}, "another version"),
        ({"shopbell_configuration": 1, "tigers": []}, "no section “tigers”"),
        ({"shopbell_configuration": 1, "tags": {}}, "tags must be a list"),
        ({"shopbell_configuration": 1, "tags": [{"name": "a", "colour": "red"}]}, "tags 1 has a key “colour”"),
        ({"shopbell_configuration": 1, "tags": [{"name": 7}]}, "tags 1, name must be a text"),
        ({"shopbell_configuration": 1, "tags": [{}]}, "tags 1 lacks “name”"),
        ({"shopbell_configuration": 1, "tags": [{"name": "x" * 99}]}, "tags, “xxx"),
        ({"shopbell_configuration": 1, "tags": [{"name": "a\0"}]}, "cannot be kept"),
        ({"shopbell_configuration": 1, "macros": [{"name": "M", "text": "T", "team": "Nobody"}]}, "Nobody"),
        ({"shopbell_configuration": 1, "macros": [{"name": "M", "text": "{{ customer.shoe }}"}]}, "customer.shoe"),
        ({"shopbell_configuration": 1, "macros": [{"name": "M", "text": "T", "steps": [{"do": "fly"}]}]}, "A step"),
        ({"shopbell_configuration": 1, "macros": [{"name": "M", "text": "T", "steps": [{"do": [], "to": 1}]}]}, "A step"),
        ({"shopbell_configuration": 1, "triggers": [{"name": "T", "occasions": ["eclipse"]}]}, "no “eclipse” here"),
        ({"shopbell_configuration": 1, "triggers": [{"name": "T", "filter": "assignee:me"}]}, "nobody is “me”"),
        ({"shopbell_configuration": 1, "triggers": [{"name": "T", "steps": [{"do": "order", "to": "x"}]}]}, "A step"),
        ({"shopbell_configuration": 1, "schedules": [{"name": "S", "at": "nine"}]}, "like 09:00"),
        ({"shopbell_configuration": 1, "schedules": [{"name": "S", "days": [7]}]}, "no “7” here"),
        ({"shopbell_configuration": 1, "triggers": [RULE | {"name": "T"}]}, "what wakes it"),
        ({"shopbell_configuration": 1, "triggers": [RULE | {"occasions": ["opened"], "steps": []}]}, "at least one"),
        ({"shopbell_configuration": 1, "schedules": [RULE | CLOCK | {"filter": ""}]}, "Say which tickets"),
        ({"shopbell_configuration": 1, "schedules": [RULE | CLOCK | {"days": []}]}, "the days and the hour"),
        ({"shopbell_configuration": 1, "schedules": [RULE | {"after_hours": 8785}]}, "up to 8784 hours"),
        ({"shopbell_configuration": 1, "schedules": [RULE | {"words": ["x" * 81]}]}, "up to 80 letters"),
        ({"shopbell_configuration": 1, "schedules": [RULE | {"words": ["x"] * 201}]}, "up to 200 words"),
        (
            {"shopbell_configuration": 1, "schedules": [RULE | {"steps": [{"do": "note", "to": "x" * 4001}]}]},
            "up to 4000 letters",
        ),
        (
            {"shopbell_configuration": 1, "schedules": [RULE | {"steps": [{"do": "note", "to": "@nobody?"}]}]},
            "Nobody here is called @nobody",
        ),
        (
            {
                "shopbell_configuration": 1,
                "tags": [{"name": "vip"}],
                "schedules": [RULE | {"steps": [{"do": "tag", "to": "vip"}, {"do": "untag", "to": "vip"}]}],
            },
            "adds the tag “vip” and removes it again",
        ),
        ({"shopbell_configuration": 1, "roles": [{"name": "R", "permissions": ["ticket:fly"]}]}, "ticket:fly"),
        ({"shopbell_configuration": 1, "inboxes": [{"name": "I", "channel": "pigeon"}]}, "pigeon"),
        ({"shopbell_configuration": 1, "inboxes": [{"name": "I", "channel": "email"}]}, "needs an address"),
        (
            {"shopbell_configuration": 1, "inboxes": [{"name": "I", "channel": "chat", "settings": {"wings": 2}}]},
            "wings",
        ),
        (
            {
                "shopbell_configuration": 1,
                "inboxes": [{"name": "I", "channel": "chat", "settings": {"origins": ["https://*.shop"]}}],
            },
            "no address of a shop",
        ),
    ],
)  # fmt: skip
def test_what_it_does_not_know_is_refused_with_its_place_and_nothing_is_changed(root, document, sentence):
    with pytest.raises(Refused, match=sentence):
        import_configuration(
            json.dumps({**document, "teams": [{"name": "New"}]} if document else document), by=root
        )
    assert not Team.objects.exists()


@pytest.mark.parametrize("change", [{"kind": "number"}, {"about": "ticket"}])
def test_a_field_that_customers_have_values_in_keeps_its_kind(root, mina, change):
    level = CustomField.objects.create(name="Level", about="customer")
    fill_customer_field(mina, level, "Gold")

    with pytest.raises(Refused, match="There are values of this kind"):
        import_configuration(
            json.dumps({"shopbell_configuration": 1, "fields": [{"name": "Level", **change}]}), by=root
        )


def policy_file(**said):
    return json.dumps({"shopbell_configuration": 1, "policies": [{"rule": "return", **said}]})


def test_a_policy_that_differs_comes_in_as_a_new_version(root):
    changes = import_configuration(policy_file(terms={"refund_days": [1, 2]}, title="Sending back"), by=root)

    policy = Policy.objects.get(slug="return")
    assert [part[0] for part in changes[0].parts] == ["title", "terms"]
    assert [each.terms["refund_days"] for each in policy.versions.order_by("number")] == [[5, 7], [1, 2]]
    assert policy.title == "Sending back" and policy.newest.sentences["en"].startswith(
        "Items of a delivered order"
    )
    assert import_configuration(policy_file(terms={"refund_days": [1, 2]}), by=root) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"public": True, "sentences": {"en": "{order.number} goes back."}},
            "A public page has no order at hand",
        ),
        ({"sentences": {"en": "In {refund_day} days."}}, "which nobody fills in"),
        ({"terms": {"refund_days": [9, 2]}}, "first the fewest days"),
        ({"conditions": ["late"]}, "A condition has a fact, a comparison and a value"),
        ({"outcome": "maybe"}, "Choose what follows"),
        ({"about": "juggling"}, "The shop does not rule on “juggling”"),
        ({"from": "soon"}, "Write a moment like"),
        ({"rule": "new", "about": "shipping", "title": "New"}, "“new” says nothing yet"),
    ],
)
def test_what_is_no_policy_is_refused(root, said, sentence):
    with pytest.raises(Refused, match=sentence):
        import_configuration(policy_file(**said), by=root)

    assert Policy.objects.get(slug="return").versions.count() == 1


def test_no_import_makes_more_segments_than_a_desk_has(root):
    many = [{"name": f"S{number}", "filter": "has:note"} for number in range(MOST + 1)]

    with pytest.raises(Refused, match="up to 50 segments"):
        import_configuration(json.dumps({"shopbell_configuration": 1, "segments": many}), by=root)
    assert not Segment.objects.exists()


def test_no_import_makes_more_rules_than_a_desk_has(root, monkeypatch):
    monkeypatch.setattr("shopbell.automation.rule.MOST", 2)
    document = {"shopbell_configuration": 1, "schedules": [RULE | {"name": f"S {i}"} for i in range(3)]}

    with pytest.raises(Refused, match="up to 2 of them"):
        import_configuration(json.dumps(document), by=root)
    assert not Schedule.objects.exists()


def test_no_import_locks_everybody_out(root):
    text = json.dumps({"shopbell_configuration": 1, "roles": [{"name": "Admin", "permissions": []}]})
    with pytest.raises(Refused, match="Somebody must stay"):
        import_configuration(text, by=root)


def test_roles_come_in_only_by_who_may_change_roles(root, bo):
    bo.role = Role.objects.create(name="Settings only", permissions=[Permission.SETTINGS_MANAGE])
    bo.save()
    text = json.dumps(
        {"shopbell_configuration": 1, "roles": [{"name": "Settings only", "permissions": ["agent:manage"]}]}
    )

    with pytest.raises(Refused, match="your role does not allow"):
        import_configuration(text, by=bo)
    assert "agent:manage" not in Role.objects.get(name="Settings only").permissions
