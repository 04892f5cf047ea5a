"""Rules whose conditions ask for promises find what a shopper was told as they find a goal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.models import Promise
from shopbell.promises.promise import make_promise
from shopbell.promises.promise_breaking import break_due
from shopbell.promises.promise_warning import warn_of_promises

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R113")]
HOUR = timedelta(hours=1)


@pytest.fixture
def promised(late_parcel):
    return make_promise(late_parcel, timezone.now() + 4 * HOUR)


@pytest.mark.parametrize(
    ("text", "is_met"), [("due:<5h", True), ("due:<2h", False), ("promise:overdue", False)]
)
def test_a_trigger_asks_when_what_was_told_is_due(trigger, settle, promised, late_parcel, text, is_met):
    trigger("Soon", "at_risk", {"priority": 4}, text)
    warn_of_promises(promised.warn_at)

    settle(late_parcel)

    assert (late_parcel.priority == 4) == is_met


def test_a_trigger_sees_what_was_told_go_with_what_one_before_it_did(
    trigger, settle, promised, late_parcel, vip
):
    trigger("Solve", "at_risk", {"status": "solved"}, "due:<5h")
    trigger("After", "at_risk", {"tag": vip.pk}, "due:<5h")
    warn_of_promises(promised.warn_at)

    settle(late_parcel)

    assert late_parcel.status == "solved"
    assert not late_parcel.tags.exists()


def test_a_trigger_on_broken_promises_hears_of_what_was_told_once(
    trigger, settle, promised, late_parcel, vip
):
    trigger("Late", "broken", {"tag": vip.pk}, "promise:overdue")
    for _ in range(2):
        break_due(timezone.now() + 5 * HOUR)
    Promise.objects.update(due_at=timezone.now() - HOUR)  # the rule asks by the clock on the wall

    settle(late_parcel)

    assert list(late_parcel.tags.all()) == [vip]
    assert late_parcel.events.filter(verb="tagged", cause__verb="promise_owed").count() == 1


def test_a_trigger_finds_one_that_was_broken_overdue_while_it_is_owed(trigger, settle, promised, late_parcel):
    now = timezone.now()
    Promise.objects.filter(pk=promised.pk).update(
        outcome="broken", is_owed=True, due_at=now - HOUR, ended_at=now
    )
    trigger("Late", "opened received", {"priority": 4}, "promise:overdue")

    settle(late_parcel)

    assert late_parcel.priority == 4
