from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.channels.delivery import Delivery
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import Message
from shopbell.tickets.status import set_status
from shopbell.tickets.unsending import unsend_reply
from shopbell.web.console.thread import PAGE, thread_of


def told(entries):
    """What the thread shows, in a word each."""
    return [
        entry.shown.message.text if entry.shown else [event.verb for event in entry.events]
        for entry in entries
    ]


def talk(ticket, customer, count):
    start = timezone.now() - timedelta(days=1)
    Message.objects.bulk_create(
        Message(
            ticket=ticket,
            channel="chat",
            customer=customer,
            text=str(n),
            created_at=start + timedelta(seconds=n),
        )
        for n in range(count)
    )


def test_messages_and_events_are_one_story(late_parcel, bo, mina):
    add_note(late_parcel, "Lost.", by=bo)
    set_status(late_parcel, "pending", by=bo)
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")

    told_now = told(thread_of(late_parcel, bo).entries)

    assert told_now == [
        ["created"],
        "It should have come on Tuesday.",
        "Lost.",
        ["pended", "opened"],
        "Hello?",
    ]


def test_a_row_of_events_is_folded(late_parcel, bo):
    for status in ("open", "pending", "open"):
        set_status(late_parcel, status, by=bo)

    last = thread_of(late_parcel, bo).entries[-1]

    assert last.is_folded and len(last.events) == 3


def test_a_reply_taken_back_is_gone_and_told(late_parcel, bo):
    until = timezone.now() + timedelta(seconds=5)
    reply, _ = write_reply(late_parcel, "Oops.", by=bo, channel="email", held_until=until)
    unsend_reply(reply, by=bo)

    assert told(thread_of(late_parcel, bo).entries)[-1] == ["unsent"]


def test_a_long_thread_begins_with_its_end_and_goes_back_without_gap(late_parcel, bo, mina):
    talk(late_parcel, mina, 3 * PAGE)
    seen, before = [], ""
    while True:
        thread = thread_of(late_parcel, bo, before=before)
        seen = [entry.shown.message.pk for entry in thread.entries if entry.shown] + seen
        before = thread.first
        if not thread.has_earlier:
            break

    expected = (
        Message.objects.filter(ticket=late_parcel).order_by("created_at", "pk").values_list("pk", flat=True)
    )
    assert seen == list(expected)


def test_a_thread_on_the_screen_grows_without_losing_its_beginning(late_parcel, bo, mina):
    talk(late_parcel, mina, 2 * PAGE)
    opened = thread_of(late_parcel, bo)
    first = opened.entries[0].shown.message

    for number in range(5):
        receive_message(late_parcel, f"more {number}", customer=mina, channel="chat")
    later = thread_of(late_parcel, bo, since=opened.first)

    assert later.entries[0].shown.message == first
    assert told(later.entries)[-1] == "more 4"


def test_the_news_begin_with_the_customer_s_first_unread_message(late_parcel, bo, mina):
    seen = late_parcel.messages.get().pk
    write_reply(late_parcel, "Today.", by=bo, channel="email")
    receive_message(late_parcel, "Thank you", customer=mina, channel="email")

    entries = thread_of(late_parcel, bo, seen_message_id=seen).entries

    assert [entry.shown.message.text for entry in entries if entry.begins_news] == ["Thank you"]


def test_a_delivery_says_how_far_it_came(late_parcel, bo):
    reply, _ = write_reply(late_parcel, "Today.", by=bo, channel="email")
    delivery = Delivery.objects.create(message=reply, channel="email", recipient="mina@shopper.example")

    for state, words in [("queued", "waits to be sent"), ("sent", "sent"), ("failed", "not delivered")]:
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
        shown = thread_of(late_parcel, bo).entries[-1].shown
        assert shown.state_words == words
    assert [failure.recipient for failure in shown.failures] == ["mina@shopper.example"]


@pytest.mark.parametrize("before", ["x", "1.2", "-.1.1", "1.1.1", "9" * 40])
def test_a_made_up_place_is_no_error(late_parcel, bo, before):
    thread_of(late_parcel, bo, before=before)
    thread_of(late_parcel, bo, since=before)


def test_a_thread_takes_as_many_queries_for_a_hundred_messages_as_for_two(late_parcel, bo, mina):
    def count():
        with CaptureQueriesContext(connection) as queries:
            thread_of(late_parcel, bo)
        return len(queries)

    receive_message(late_parcel, "Hello?", customer=mina, channel="chat")
    few = count()
    talk(late_parcel, mina, PAGE)

    assert count() <= few <= 7
