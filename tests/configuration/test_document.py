"""The configuration file: it goes out and comes in whole, twice changes nothing, and what it does not know it refuses."""

import json
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.accounts.models import Team
from shopbell.automation.models import Schedule, Trigger
from shopbell.channels.models import Brand, Inbox
from shopbell.configuration.document import (
    export_configuration,
    import_configuration,
    preview_configuration,
)
from shopbell.core.errors import Refused
from shopbell.core.models import SettingChange
from shopbell.segments.models import Segment
from shopbell.shop.models import (
    ApprovalPolicy,
    Authority,
    CarrierAccount,
    ExceptionReason,
    GoodwillBudget,
    StandstillPolicy,
)
from shopbell.tickets.filter.condition import Condition
from shopbell.tickets.models import Checklist, ContactReason, CustomField, Macro, SavedView, Tag
from shopbell.tickets.saved_view import save_view
from shopbell.tickets.snooze_step import HOW_LONG

PAGE = "/desk/settings/configuration/"


@pytest.fixture
def furnished(root, ada, returns, advice, care, shop_chat):
    """A desk with one of everything that the file holds."""
    Brand.objects.create(pk=1, name="Wexmoor", colour="#112233")
    tag = Tag.objects.create(name="vip")
    reason = ContactReason.objects.get(name="Return")
    detail = ContactReason.objects.create(name="Too small", stage=reason.stage, parent=reason, team=returns)
    field = CustomField.objects.create(name="Defect", kind="choice", choices=["Scratch", "Crack"])
    field.reasons.set([reason, detail])
    field.teams.set([returns])
    Checklist.objects.create(name="Lost", tasks=["Ask the carrier"], team=advice)
    answer = Macro.objects.create(
        name="Thanks",
        text="Thank you, {{ customer.first_name }}.",
        texts={"de": "Danke."},
        team=returns,
        actions=[
            {"do": "tag", "to": tag.pk},
            {"do": "reason", "to": detail.pk},
            {"do": "assign", "to": ada.pk},
            {"do": "team", "to": advice.pk},
            {"do": "status", "to": "solved"},
            {"do": "snooze", "to": next(iter(HOW_LONG))},
            {"do": "order", "to": "refund_order amount_cents=5.00 reason=Late"},
        ],
    )
    trigger = Trigger(name="Weekend", occasions=["opened"], words=["help"], hours="closed", is_on=True)
    trigger.steps = [
        {"do": "answer", "to": answer.pk},
        {"do": "untag", "to": tag.pk},
        {"do": "note", "to": "Look"},
    ]
    trigger.keep("tag:vip")
    trigger.save()
    schedule = Schedule(name="Mondays", since="clock", days=[0], at=time(9, 30))
    schedule.steps = [{"do": "assign", "to": ada.pk}]
    schedule.keep("status:open")
    schedule.save()
    segment = Segment(name="Loyal")
    segment.keep("orders:>=3")
    segment.save()
    save_view("Parcels", [Condition("tag", (tag.pk,))], by=root, team=returns)
    save_view("All of it", [], by=root, is_for_everybody=True)
    GoodwillBudget.objects.create(scope="team", team=returns, currency="EUR", amount="250.5")
    ApprovalPolicy.objects.create(pk=1, hours=6)


def wipe():
    for model in (
        SavedView,
        Segment,
        Trigger,
        Schedule,
        Macro,
        Checklist,
        CustomField,
        Tag,
        Inbox,
        Brand,
        SettingChange,
    ):
        model.objects.all().delete()
    ContactReason.objects.all().delete()
    for model in (Authority, ExceptionReason, GoodwillBudget, ApprovalPolicy):
        model.objects.all().delete()
    Team.objects.all().delete()


def test_the_file_comes_in_whole_on_an_empty_desk(furnished, root):
    text = export_configuration(root)
    wipe()

    import_configuration(text, by=root)

    assert export_configuration(root) == text
    macro = Macro.objects.get()
    assert {"do": "reason", "to": ContactReason.objects.get(name="Too small").pk} in macro.actions
    assert SavedView.objects.get(name="Parcels").conditions == [
        {"field": "tag", "values": [Tag.objects.get().pk]}
    ]


def test_a_second_time_nothing_differs(furnished, root):
    text = export_configuration(root)

    assert import_configuration(text, by=root) == []
    assert not SettingChange.objects.exists()


def test_it_holds_no_secret_no_person_and_no_key(furnished, root, ada):
    text = export_configuration(root)

    assert "public_key" not in text and root.email not in text and root.name not in text


def test_the_preview_says_what_would_change_and_changes_nothing(furnished, root):
    document = json.loads(export_configuration(root))
    document["tags"].append({"name": "returner"})
    document["macros"][0]["text"] = "Thanks a lot."

    changes = preview_configuration(json.dumps(document), by=root)

    assert [(each.section, each.name, each.is_new) for each in changes] == [
        ("tags", "returner", True),
        ("macros", "Thanks", False),
    ]
    assert changes[1].parts == [("text", "Thank you, {{ customer.first_name }}.", "Thanks a lot.")]
    assert Tag.objects.count() == 1 and not SettingChange.objects.exists()


def test_what_came_in_stands_in_the_history_and_keeps_what_the_file_does_not_name(furnished, root):
    import_configuration(
        '{"shopbell_configuration": 1, "macros": [{"name": "Thanks", "team": "Returns", "position": 3}]}',
        by=root,
    )

    macro = Macro.objects.get()
    assert (macro.position, macro.texts) == (3, {"de": "Danke."})
    change = SettingChange.objects.get()
    assert (change.agent, change.page, change.lines) == (
        root,
        "settings-macros",
        [("Position", "0", "3", False)],
    )


def test_the_page_shows_what_would_change_and_then_does_it(desk, root):
    client = desk(root)
    text = json.dumps({"shopbell_configuration": 1, "tags": [{"name": "returner"}]})

    shown = client.post(PAGE, {"file": SimpleUploadedFile("c.json", text.encode())}).content.decode()
    assert "returner" in shown and not Tag.objects.exists()
    client.post(PAGE, {"text": text})

    assert Tag.objects.get().name == "returner"
    assert "returner" in client.get(f"{PAGE}file").content.decode()


def test_a_file_that_is_none_is_refused_on_the_page(desk, root):
    page = desk(root).post(PAGE, {"file": SimpleUploadedFile("c.json", b"\xff\xfe\x00")})
    assert page.status_code == 422 and "not a configuration file" in page.content.decode()


WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="{}%#"),
    min_size=1,
    max_size=12,
)
NAMES = st.lists(WORD, unique=True, max_size=4)


@st.composite
def documents(draw):
    """A configuration whose parts name one another."""
    teams, tags = draw(NAMES), draw(NAMES)
    some_team = st.sampled_from(["", *teams])
    steps = st.lists(
        st.sampled_from(
            [
                {"do": "status", "to": "solved"},
                {"do": "assign", "to": "me"},
                *({"do": "tag", "to": tag} for tag in tags),
            ]
        ),
        max_size=3,
    )
    number = st.integers(0, 999)
    return {
        "teams": [{"name": name, "description": draw(WORD)} for name in teams],
        "tags": [{"name": name} for name in tags],
        "macros": [
            {"name": name, "text": draw(WORD), "team": draw(some_team), "steps": draw(steps), "position": draw(number)}
            for name in draw(NAMES)
        ],
        "checklists": [
            {"name": name, "tasks": draw(st.lists(WORD, min_size=1, max_size=3)), "team": draw(some_team)}
            for name in draw(NAMES)
        ],
        "fields": [
            {"name": name, "kind": "text", "teams": draw(st.lists(st.sampled_from(teams), unique=True)) if teams else []}
            for name in draw(NAMES)
        ],
    }  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_whatever_came_in_goes_out_and_comes_in_the_same(root, document):
    from django.db import transaction

    with transaction.atomic():
        import_configuration(json.dumps({"shopbell_configuration": 1, **document}), by=root)
        text = export_configuration(root)
        assert import_configuration(text, by=root) == []
        wipe()
        import_configuration(text, by=root)
        assert export_configuration(root) == text
        transaction.set_rollback(True)


def test_carriers_come_in_without_secrets_and_no_key_follows_to_another_address(db, root, returns):
    kept = CarrierAccount.objects.create(
        name="Colis",
        polls=True,
        address="https://colis.example/{number}",
        api_key="colis-key",
        hook_secret="hush",
    )
    StandstillPolicy.objects.create(pk=1, team=returns)
    told = json.loads(export_configuration())
    assert "colis-key" not in json.dumps(told) and "hush" not in json.dumps(told)
    assert told["standstills"] == [{"team": "Returns"}]
    assert not import_configuration(json.dumps(told), by=root)

    told["carriers"][0]["carriers"] = "Colis, Colis Express"
    import_configuration(json.dumps(told), by=root)
    kept.refresh_from_db()
    assert kept.key == "colis-key" and kept.carrier_keys == ["colis", "colis express"]

    told["carriers"][0]["address"] = "https://elsewhere.example/{number}"
    import_configuration(json.dumps(told), by=root)
    kept.refresh_from_db()
    assert kept.key == "" and kept.secret == "hush" and kept.address == "https://elsewhere.example/{number}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pigeon"},
        {"asked_too": True, "address": ""},
        {"address": "http://colis.example/"},
        {"told_of_parcels": True},
    ],
)
def test_a_carrier_that_its_page_would_refuse_is_refused(db, root, wrong):
    with pytest.raises(Refused):
        import_configuration(
            json.dumps({"shopbell_configuration": 1, "carriers": [{"name": "Colis"} | wrong]}), by=root
        )
    assert not CarrierAccount.objects.exists()
