"""What a schedule cannot do yet is put off or read once, and hides nothing behind it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.automation import sweep
from shopbell.automation.models import RuleRun
from shopbell.automation.outcome import Outcome
from shopbell.automation.sweep import run_schedules
from shopbell.channels.automatic_mail import TooMuchMail
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.tickets.message import receive_message
from shopbell.tickets.status import set_status
from tests.automation.test_schedule import HOUR, in_hours

pytestmark = pytest.mark.django_db


def test_a_mailbox_that_has_had_enough_puts_a_schedule_off_and_uses_it_up_for_nobody(
    schedule, late_parcel, bo, thanks, monkeypatch
):
    made = schedule(steps=[{"do": "answer", "to": thanks.pk}, {"do": "status", "to": "solved"}])
    set_status(late_parcel, "pending", by=bo)

    def refuse(recipient):
        raise TooMuchMail("enough")

    with monkeypatch.context() as full:
        full.setattr("shopbell.automation.answering.refuse_too_much", refuse)
        assert run_schedules(in_hours(73)) == 0
    assert not made.runs.exists()

    assert run_schedules(in_hours(74)) == 1
    late_parcel.refresh_from_db()
    assert late_parcel.status == "solved"


def test_words_that_do_not_suit_are_read_once_and_hide_nothing_behind_them(
    schedule, late_parcel, wrong_size, mina, monkeypatch
):
    made = schedule("opened", 1, words=["parcel"])  # the older of the two says so
    monkeypatch.setattr(sweep, "LOOKED_AT", 1)

    assert [run_schedules(in_hours(hours)) for hours in (2, 2, 3)] == [0, 1, 0]
    assert made.runs.get(ticket=wrong_size).outcome == Outcome.WORDS
    assert made.runs.get(ticket=late_parcel).is_done

    with CaptureQueriesContext(connection) as asked:
        assert run_schedules(in_hours(4)) == 0
    assert not any("tickets_message" in each["sql"] for each in asked)


def test_who_writes_again_is_read_again(schedule, wrong_size, mina):
    made = schedule("opened", 1, words=["lawyer"])
    assert run_schedules(in_hours(2)) == 0
    RuleRun.objects.update(at=timezone.now() - HOUR)

    receive_message(wrong_size, "I call my lawyer.", customer=wrong_size.customer, channel="chat")

    assert [run_schedules(in_hours(hours)) for hours in (2, 3)] == [1, 0]
    assert made.runs.get().is_done


def test_where_it_is_closed_hides_nothing_where_it_is_open(schedule, late_parcel, wrong_size, monkeypatch):
    closed = BusinessHours(name="Chat", channels=["chat"], rules=empty_rules() | {"zone": "UTC"})
    closed.rules["week"] = [[] for _day in range(7)]
    closed.save()
    made = schedule("opened", 1, hours="open")
    monkeypatch.setattr(sweep, "LOOKED_AT", 1)
    assert wrong_size.channel == "chat" and wrong_size.pk > late_parcel.pk  # it is looked at first

    assert run_schedules(in_hours(2)) == 1
    assert made.runs.get().ticket == late_parcel
