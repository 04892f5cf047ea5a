"""The provider's limit: never more than it takes, whoever sends; what is too much waits, untried and unlost."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.channels.delivery import WAITS, deliver
from shopbell.channels.email.models import MailPace
from shopbell.channels.email.sending.pace import PARTS, _free_at, _length, reserve, take_turn
from shopbell.channels.models import Delivery
from shopbell.channels.registry import NotYet
from shopbell.channels.reply import send_reply
from shopbell.channels.waiting import wake_early, wake_waiting
from shopbell.core.errors import Refused
from shopbell.core.setting import read_limits
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.models import Message
from shopbell.tickets.taking_back import take_back_reply

pytestmark = pytest.mark.django_db
NOON = 1_790_000_000_000
LONG = 10**9
EVERYBODY = ["mina@shopper.example", *(f"a{n}@x.example" for n in range(4))]


def turns(count: int, limits: dict[int, int], **options) -> list[int]:
    return [reserve("mx", limits, NOON, patience=LONG, **options) for _ in range(count)]


def test_no_second_holds_more_than_the_limit():
    at = turns(35, {1: 10})

    for begin in at:
        assert sum(begin <= each < begin + 1000 for each in at) <= 10
    assert at[-1] - NOON < 5000


def test_all_limits_hold_together():
    at = turns(60, {1: 10, 60: 25})

    for begin in at:
        assert sum(begin <= each < begin + 60_000 for each in at) <= 25
        assert sum(begin <= each < begin + 1_000 for each in at) <= 10


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 20), st.lists(st.integers(0, 400), min_size=1, max_size=80))
def test_whenever_they_come_no_period_holds_too_many(most, pauses):
    """The same arithmetic as `reserve`, without its table."""
    counts: dict[int, int] = {}
    sent, now = [], NOON
    for pause in pauses:
        now += pause
        at = now
        while (free := _free_at(counts, 1, most, at)) > at:
            at = free
        counts[at // _length(1)] = counts.get(at // _length(1), 0) + 1
        sent.append(at)

    assert sent == sorted(sent)
    for begin in sent:
        assert sum(begin <= each < begin + 1000 for each in sent) <= most


def test_a_turn_that_is_far_is_told_and_not_counted():
    turns(5, {86400: 5})
    with pytest.raises(NotYet) as told:
        reserve("mx", {86400: 5}, NOON)

    assert told.value.until.timestamp() * 1000 > NOON + 86_400_000 * (PARTS - 1) / PARTS
    assert sum(MailPace.objects.get().counts["86400"].values()) == 5
    assert reserve("other", {86400: 5}, NOON) == NOON


def test_what_is_past_is_forgotten():
    turns(5, {1: 5})
    reserve("mx", {1: 5}, NOON + 60_000)

    assert len(MailPace.objects.get().counts["1"]) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_share_the_limit():
    at: list[int] = []

    def send():
        at.append(reserve("mx", {60: 8}, NOON, patience=LONG))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each < NOON + 60_000 for each in at) <= 8 and len(at) == 20


# --- deliveries ------------------------------------------------------------------------------------------------
@pytest.fixture
def limited(settings):
    settings.MAIL_LIMITS = {86400: 2}


@pytest.fixture
def reply(care, late_parcel, ada):
    return send_reply(late_parcel, "Soon.", by=ada, addressees=Addressees(to=", ".join(EVERYBODY)))


def sent_all(reply) -> list[str]:
    for delivery in reply.deliveries.order_by("pk"):
        deliver(delivery.pk)
    return list(reply.deliveries.order_by("pk").values_list("state", flat=True))


@pytest.mark.requirement("R19")
def test_what_is_too_much_waits_and_has_not_failed(reply, relay, limited):
    assert sent_all(reply) == ["sent", "sent", "queued", "queued", "queued"]

    waiting = reply.deliveries.filter(error=WAITS)
    assert {(each.attempts, each.claimed_at) for each in waiting} == {(0, None)}
    assert all(each.not_before > timezone.now() + timedelta(hours=20) for each in waiting)
    assert len(relay.mails) == 2


def test_it_is_sent_when_the_provider_takes_more_and_once(reply, relay, limited, settings):
    sent_all(reply)
    tomorrow = timezone.now() + timedelta(days=2)
    assert wake_waiting(timezone.now()) == 0
    settings.MAIL_LIMITS = {}
    assert wake_waiting(tomorrow) == 3
    Delivery.objects.update(not_before=timezone.now())
    for delivery in reply.deliveries.filter(state="queued"):
        deliver(delivery.pk)

    assert sorted(each.rcpt_tos[0] for each in relay.mails) == sorted(EVERYBODY)
    assert wake_waiting(tomorrow) == 0


def test_thousands_that_wait_have_one_job(reply, relay, limited):
    from procrastinate.contrib.django.models import ProcrastinateJob

    sent_all(reply)

    assert ProcrastinateJob.objects.filter(task_name="channels.wake", status="todo").count() == 1


@pytest.fixture
def waiting(care, late_parcel, ada, relay, settings):
    """Ada's reply to two, which waits until tomorrow."""
    both = Addressees(to="mina@shopper.example, friend@x.example")
    reply = send_reply(late_parcel, "Soon.", by=ada, addressees=both)
    Message.objects.filter(pk=reply.pk).update(held_until=None)
    settings.MAIL_LIMITS = {86400: 1}
    take_turn()
    assert sent_all(reply) == ["queued", "queued"]
    return reply


def test_what_waits_can_be_taken_back_until_any_of_it_has_left(waiting, desk, ada, bo):
    assert "Take it back" in desk(ada).get(f"/desk/tickets/{waiting.ticket_id}/").content.decode()
    assert "Take it back" not in desk(bo).get(f"/desk/tickets/{waiting.ticket_id}/").content.decode()

    first = waiting.deliveries.first()
    Delivery.objects.filter(pk=first.pk).update(state="sent", error="")
    with pytest.raises(Refused, match="too late"):
        take_back_reply(waiting, by=ada)
    Delivery.objects.filter(pk=first.pk).update(state="queued", error=WAITS)

    assert take_back_reply(waiting, by=ada).text == "Soon."
    assert sent_all(waiting) == ["cancelled", "cancelled"]


def test_a_limit_that_was_raised_wakes_what_waits(waiting, settings):
    now = timezone.now()
    assert wake_early(now) == 0

    settings.MAIL_LIMITS = {86400: 2}
    assert wake_early(now) == 1
    assert wake_waiting(now) == 1
    settings.MAIL_LIMITS = {}
    assert wake_early(now) == 1 and wake_early(now) == 0


def test_the_job_that_wakes_comes_sooner_then_and_is_still_one(waiting, settings):
    from procrastinate.contrib.django.models import ProcrastinateJob

    settings.MAIL_LIMITS = {}
    now = timezone.now()
    assert wake_early(now) == 2

    assert ProcrastinateJob.objects.get(task_name="channels.wake", status="todo").scheduled_at == now


def test_the_message_says_for_what_it_waits(reply, relay, limited, desk, ada):
    sent_all(reply)
    page = desk(ada).get(f"/desk/tickets/{reply.ticket_id}/").content.decode()

    assert "waits for the provider&#39;s limit" in page and WAITS not in page


def test_without_a_limit_nothing_is_counted(reply, relay):
    assert sent_all(reply) == ["sent"] * 5
    assert not MailPace.objects.exists()


@pytest.mark.parametrize(
    ("text", "limits"),
    [("", {}), ("14/second 2000/day", {1: 14, 86400: 2000}), ("100/hour, 5/minute", {3600: 100, 60: 5})],
)
def test_the_setting_names_limits(monkeypatch, text, limits):
    monkeypatch.setenv("SHOPBELL_MAIL_LIMIT", text)

    assert read_limits("SHOPBELL_MAIL_LIMIT") == limits


@pytest.mark.parametrize("text", ["fast", "0/second", "5", "5/week", "-5/day"])
def test_what_is_no_limit_is_refused_in_a_sentence(monkeypatch, text):
    monkeypatch.setenv("SHOPBELL_MAIL_LIMIT", text)

    with pytest.raises(SystemExit, match="must be limits such as 14/second"):
        read_limits("SHOPBELL_MAIL_LIMIT")
