"""The starter set: added by a click, switched off, in the language of who adds it, and never twice."""

import pytest
from django.utils.translation import override

from shopbell.automation.models import Schedule, Trigger
from shopbell.automation.starter import add_starter_set
from shopbell.automation.sweep import run_schedules
from shopbell.channels.inbox import set_inbox
from shopbell.core.settings_history import SettingChange
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ContactReason, Macro
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Priority
from tests.automation.test_schedule import in_hours

pytestmark = pytest.mark.django_db


def switch_on(model, name):
    rule = model.objects.get(name=name)
    rule.is_on = True
    rule.save()


def test_it_comes_switched_off_and_once(desk, root):
    desk(root).post("/desk/settings/triggers/starter/")
    names = {
        *Trigger.objects.values_list("name", flat=True),
        *Schedule.objects.values_list("name", flat=True),
    }
    assert names >= {
        "Angry customer first",
        "VIP first",
        "Tag returns",
        "Nobody is here",
        "Follow up after three days",
    }
    assert (
        not Trigger.objects.filter(is_on=True).exists() and not Schedule.objects.filter(is_on=True).exists()
    )
    assert SettingChange.objects.filter(did="made", page="settings-triggers").count() == 5

    with override("de"):
        assert add_starter_set(by=root) == []
    assert Macro.objects.count() == 3


@pytest.mark.requirement("R104", "R117")
@pytest.mark.parametrize(
    "said", ["This is a DISGRACE!", "So eine Unverschämtheit, nie wieder!", "هذا غير مقبول"]
)
def test_an_angry_customer_comes_first(root, settle, late_parcel, mina, said):
    add_starter_set(by=root)
    switch_on(Trigger, "Angry customer first")
    assert settle(late_parcel).priority == Priority.NORMAL

    receive_message(late_parcel, said, customer=mina, channel="email")

    assert settle(late_parcel).priority == Priority.HIGH


@pytest.mark.requirement("R114")
def test_who_writes_when_nobody_is_here_hears_when_you_open_again(root, settle, late_parcel):
    week = [[[0, 1]]] * 7  # open for a minute at midnight
    BusinessHours.objects.create(
        name="Care", is_default=True, rules=empty_rules() | {"zone": "UTC", "week": week}
    )
    add_starter_set(by=root)
    switch_on(Trigger, "Nobody is here")
    late_parcel.language = "en"
    late_parcel.save()

    settle(late_parcel)

    assert "Opens again tomorrow at" in late_parcel.messages.get(rule="Nobody is here").text


def test_who_stays_silent_is_asked_and_then_the_ticket_is_closed_with_notice(root, late_parcel, bo):
    add_starter_set(by=root)
    for schedule in Schedule.objects.all():
        switch_on(Schedule, schedule.name)
    set_status(late_parcel, "pending", by=bo)

    assert [run_schedules(in_hours(hours)) for hours in (73, 100, 169, 300)] == [1, 0, 1, 0]

    late_parcel.refresh_from_db()
    assert late_parcel.status == "solved"
    assert [each.rule for each in late_parcel.messages.exclude(rule="")] == [
        "Follow up after three days",
        "Close after a week of silence",
    ]


def test_a_ticket_of_a_sender_whom_nobody_can_write_to_is_closed_as_well(root, late_parcel, mina, bo, care):
    add_starter_set(by=root)
    switch_on(Schedule, "Close after a week of silence")
    set_inbox(late_parcel, care, typed_address="no-reply@carrier.example")
    receive_message(late_parcel, "Your parcel is on its way.", customer=mina, channel="form")
    set_status(late_parcel, "pending", by=bo)

    assert run_schedules(in_hours(169)) == 1

    late_parcel.refresh_from_db()
    assert late_parcel.status == "solved"
    assert not late_parcel.messages.exclude(rule="").exists()


def test_a_shop_that_calls_its_returns_otherwise_gets_no_rule_that_tags_everything(root):
    ContactReason.objects.filter(name="Return").update(name="Rücksendung")

    add_starter_set(by=root)

    assert Trigger.objects.exists() and not Trigger.objects.filter(name="Tag returns").exists()
