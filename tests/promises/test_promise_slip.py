"""A promise that slips is put off in time and in words, each slip once; what nobody can be told of breaks."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.channels.inbox import set_inbox
from shopbell.core.errors import Refused
from shopbell.promises.models import Promise
from shopbell.promises.promise import notice_at, promise_of
from shopbell.promises.promise_watch import MOST_SLIPS, watch_promises
from shopbell.promises.promising import promise_by
from shopbell.tickets.message import Message
from tests.promises.told_promise import HOUR, fate


@given(st.timedeltas(min_value=timedelta(minutes=5), max_value=timedelta(days=300)))
def test_notice_is_given_after_it_was_made_and_before_it_is_due(span):
    made = timezone.now()

    assert made < notice_at(made, made + span) < made + span


@pytest.mark.django_db
@pytest.mark.requirement("R113")
def test_the_shopper_hears_of_a_slip_before_it_breaks_with_a_new_time(promised, waiting, now):
    assert watch_promises(now + 5 * HOUR) == 0

    assert watch_promises(now + 7 * HOUR) == 1

    notice = Message.objects.get(ticket=waiting, rule="Support")
    follower = promise_of(waiting.pk)
    assert fate(promised) == "slipped"
    assert (follower.follows, follower.message) == (promised, notice)
    assert abs(follower.due_at - (promised.due_at + 4 * HOUR)) < timedelta(seconds=1)
    assert "It takes longer than we thought" in notice.text
    assert notice.deliveries.get().recipient == "mina@shopper.example"
    waiting.refresh_from_db()
    assert waiting.waiting_since is not None
    assert waiting.first_replied_at is None


@pytest.mark.django_db
def test_the_notice_comes_once_for_each_slip_and_not_for_ever(promised, waiting, now):
    for _ in range(3):
        watch_promises(now + 7 * HOUR)
    assert Message.objects.filter(ticket=waiting, rule="Support").count() == 1

    for _ in range(2 * MOST_SLIPS):
        Promise.objects.filter(outcome="open").update(tell_at=now)
        watch_promises(now + HOUR)
    assert Message.objects.filter(ticket=waiting, rule="Support").count() == MOST_SLIPS

    last = promise_of(waiting.pk)
    assert last.tell_at == last.due_at
    watch_promises(last.due_at)
    assert fate(last) == "broken"
    assert watch_promises(last.due_at + HOUR) == 0


@pytest.mark.django_db
def test_a_promise_that_nobody_can_be_told_of_breaks_in_the_end(promised, waiting, now, monkeypatch):
    def refuse(*_args, **_more):
        raise Refused("no address")

    monkeypatch.setattr("shopbell.promises.promise_watch.send_reply", refuse)

    watch_promises(now + 7 * HOUR)
    assert fate(promised) == "open"
    watch_promises(now + 9 * HOUR)
    assert fate(promised) == "broken"


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["chat", "form"])
def test_a_promise_of_a_chat_is_told_and_put_off_there(wrong_size, shop_chat, care, bo, now, channel):
    wrong_size.channel = channel
    wrong_size.save()
    set_inbox(wrong_size, shop_chat)
    promise_by(wrong_size, now + 4 * HOUR, by=bo)

    assert watch_promises(now + 3.5 * HOUR) == 1

    said = [message.text for message in wrong_size.messages.order_by("pk")]
    greeting = "Hello,\n\n" if channel == "form" else ""  # that goes by mail
    assert said[1].startswith(f"{greeting}You will hear back from us by ")
    assert said[2].startswith("We said that you would hear from us by ")
