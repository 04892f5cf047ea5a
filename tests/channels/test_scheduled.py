from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from shopbell.channels.delivery import Delivery
from shopbell.channels.scheduled import send_due, send_scheduled
from shopbell.core.errors import Refused
from shopbell.reactions import react
from shopbell.tickets.attachment import keep_attachment, sweep_unsent
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Draft, ScheduledReply
from shopbell.tickets.scheduled_reply import call_back, next_morning, proposals, schedule_reply
from shopbell.tickets.status import set_status


def words(**more):
    return Words("It comes today.", channel="email", **more)


def tomorrow():
    return timezone.now() + timedelta(days=1)


def schedule(ticket, by, **more):
    return schedule_reply(ticket, words(), by=by, at=tomorrow(), **more)


def test_it_is_sent_when_its_time_has_come_and_once(late_parcel, bo):
    schedule(late_parcel, bo, then="solved")
    assert send_due(timezone.now()) == 0

    later = tomorrow() + timedelta(minutes=1)
    assert (send_due(later), send_due(later)) == (1, 0)

    late_parcel.refresh_from_db()
    assert late_parcel.messages.get(agent=bo).text == "It comes today."
    assert (late_parcel.status, Delivery.objects.count()) == ("solved", 1)


def test_scheduling_ends_the_draft_and_keeps_its_files(late_parcel, bo, settings, tmp_path):
    settings.BLOBS = tmp_path
    file = keep_attachment([b"x"], name="a.txt", uploaded_by=f"agent-{bo.pk}")
    draft = keep_draft(late_parcel, "reply", words(uploads=frozenset([file.pk])), by=bo, version=0)

    schedule_reply(late_parcel, draft.says, by=bo, at=tomorrow(), draft_version=draft.version)

    assert not Draft.objects.exists()
    assert sweep_unsent(timezone.now() + timedelta(days=9)) == 0
    send_due(tomorrow() + timedelta(days=1))
    assert list(late_parcel.messages.get(agent=bo).attachments.all()) == [file]


def test_the_same_twice_is_scheduled_once(late_parcel, bo):
    said = words()

    first = schedule_reply(late_parcel, said, by=bo, at=tomorrow())

    assert schedule_reply(late_parcel, said, by=bo, at=tomorrow()) == first


@pytest.mark.django_db(transaction=True)
def test_the_customer_writes_before_so_it_is_a_draft_again_and_the_thread_says_so(late_parcel, mina, bo):
    schedule(late_parcel, bo)
    receive_message(late_parcel, "It has come!", customer=mina, channel="email")
    event = late_parcel.events.get(verb="received", message__text="It has come!")

    react(late_parcel.pk, event.pk)

    assert Draft.objects.get().text == "It comes today." and not ScheduledReply.objects.exists()
    assert late_parcel.events.get(verb="unscheduled").data["because"] == "wrote"


def test_it_does_not_go_though_the_reaction_has_not_come_to_it_yet(late_parcel, mina, bo):
    schedule(late_parcel, bo)
    receive_message(late_parcel, "It has come!", customer=mina, channel="email")

    assert send_due(tomorrow() + timedelta(days=1)) == 0
    assert Draft.objects.get().agent == bo


def test_what_a_rule_refuses_at_its_time_is_a_draft_again_with_the_reason(late_parcel, bo):
    schedule(late_parcel, bo)
    set_status(late_parcel, "closed", by=bo)

    assert send_due(tomorrow() + timedelta(days=1)) == 0
    assert "closed" in late_parcel.events.get(verb="unscheduled").data["because"]
    assert Draft.objects.get().text == "It comes today."


def test_an_agent_who_may_answer_no_more_sends_nothing(late_parcel, bo):
    schedule(late_parcel, bo)
    bo.is_active = False
    bo.save()

    assert send_due(tomorrow() + timedelta(days=1)) == 0
    assert not late_parcel.messages.filter(agent=bo).exists() and Draft.objects.exists()


def test_called_back_it_stands_behind_what_was_written_since(late_parcel, ada, bo):
    scheduled = schedule(late_parcel, bo)
    keep_draft(late_parcel, "reply", Words("One thing more.", channel="email"), by=bo, version=0)

    draft = call_back(scheduled, by=ada)

    assert (draft.agent, draft.text) == (bo, "One thing more.\n\nIt comes today.")


def test_now_is_at_once_and_only_once(late_parcel, bo):
    scheduled = schedule(late_parcel, bo)

    send_scheduled(late_parcel, scheduled.pk)

    with pytest.raises(Refused, match="sent or called back already"):
        send_scheduled(late_parcel, scheduled.pk)
    assert late_parcel.messages.filter(agent=bo).count() == 1


def test_the_past_and_the_empty_are_refused(late_parcel, bo):
    with pytest.raises(Refused, match="in the future"):
        schedule_reply(late_parcel, words(), by=bo, at=timezone.now())
    with pytest.raises(Refused, match="Write something"):
        schedule_reply(late_parcel, Words(" ", channel="email"), by=bo, at=tomorrow())


@pytest.mark.parametrize(
    "zone, now, morning",
    [
        ("Asia/Tokyo", datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 2, 0, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 5, 1, 19, tzinfo=UTC), datetime(2026, 5, 2, 0, tzinfo=UTC)),
        ("nowhere/at-all", datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 2, 9, tzinfo=UTC)),
        ("", datetime(2026, 5, 1, 3, tzinfo=UTC), datetime(2026, 5, 1, 9, tzinfo=UTC)),
        ("", datetime(2026, 5, 1, 8, 30, tzinfo=UTC), datetime(2026, 5, 1, 9, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_the_customer_s(late_parcel, zone, now, morning):
    late_parcel.customer.time_zone = zone

    assert next_morning(late_parcel, now) == morning


def test_an_answer_can_be_sent_at_moments_that_are_offered(late_parcel):
    late_parcel.customer.time_zone = "Asia/Tokyo"

    found = proposals(late_parcel, datetime(2026, 5, 1, 12, 10, tzinfo=UTC))

    assert [(each.label, each.until) for each in found] == [
        ("In an hour", datetime(2026, 5, 1, 13, 10, tzinfo=UTC)),
        ("This evening", datetime(2026, 5, 1, 18, tzinfo=UTC)),
        ("In the customer's morning", datetime(2026, 5, 2, 0, tzinfo=UTC)),
        ("Tomorrow morning", datetime(2026, 5, 2, 9, tzinfo=UTC)),
    ]


def test_one_moment_is_offered_once_and_none_that_has_passed(late_parcel):
    late_parcel.customer.time_zone = ""

    found = proposals(late_parcel, datetime(2026, 5, 1, 20, tzinfo=UTC))

    assert [each.label for each in found] == ["In an hour", "In the customer's morning"]
