import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.channels.delivery import Delivery
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import Message
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.unsending import unsend_reply
from shopbell.web.console.thread import open_thread, part_of, thread_of
from shopbell.web.console.thread_rows import PAGE


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

    assert told(thread_of(late_parcel, bo).entries)[-1] == ["assigned", "unassigned", "unsent"]


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


def test_a_delivery_says_how_far_it_came(late_parcel, bo, settings):
    settings.MAIL_URL = "smtps://mail.shop.example"
    reply, _ = write_reply(late_parcel, "Today.", by=bo, channel="email")
    delivery = Delivery.objects.create(message=reply, channel="email", recipient="mina@shopper.example")

    for state, words in [("queued", "waits to be sent"), ("sent", "sent"), ("failed", "not delivered")]:
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
        shown = thread_of(late_parcel, bo).entries[-2].shown
        assert shown.state_words == words
    assert [failure.recipient for failure in shown.failures] == ["mina@shopper.example"]


def test_mail_that_lies_in_the_outbox_is_not_called_sent(late_parcel, bo, settings):
    settings.MAIL_URL = ""
    reply, _ = write_reply(late_parcel, "Today.", by=bo, channel="email")
    Delivery.objects.create(message=reply, channel="email", recipient="mina@shopper.example", state="sent")

    shown = thread_of(late_parcel, bo).entries[-2].shown
    assert shown.state_words == "in the outbox"
    assert shown.ways == [("", "waits in the outbox: no mail server is set")]


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


def texts(thread):
    return [int(entry.shown.message.text) for entry in thread.entries if entry.shown]


@pytest.fixture
def long_talk(wrong_size, theo):
    """The chat with three hundred lines, 0 to 299, and nothing else."""
    wrong_size.messages.all().delete()
    wrong_size.events.all().delete()
    talk(wrong_size, theo, 3 * PAGE)
    return wrong_size


def line(ticket, number):
    return ticket.messages.get(text=str(number))


def test_it_opens_where_the_agent_stopped_reading_however_far_up_that_is(long_talk, bo):
    thread = open_thread(long_talk, bo, seen_message_id=line(long_talk, 79).pk)

    assert texts(thread) == list(range(30, 130))
    assert [entry.shown.message.text for entry in thread.entries if entry.begins_news] == ["80"]
    assert thread.has_earlier and thread.has_later


def test_it_opens_at_its_end_for_who_has_read_all_but_a_little_and_for_who_reads_it_first(long_talk, bo):
    for seen in (line(long_talk, 250).pk, 0):
        thread = open_thread(long_talk, bo, seen_message_id=seen)

        assert texts(thread) == list(range(200, 300)) and not thread.has_later


def test_a_message_beyond_the_last_hundred_is_shown_among_its_neighbours(long_talk, bo):
    thread = open_thread(long_talk, bo, seen_message_id=0, message_id=line(long_talk, 20).pk)

    assert texts(thread) == list(range(70)) and not thread.has_earlier and thread.has_later


def test_a_message_of_another_ticket_opens_this_one_at_its_end(long_talk, late_parcel, bo):
    other = late_parcel.messages.get()

    assert texts(open_thread(long_talk, bo, seen_message_id=0, message_id=other.pk))[-1] == 299


def test_from_the_middle_it_goes_on_to_the_end_without_gap_or_double(long_talk, bo):
    thread = open_thread(long_talk, bo, seen_message_id=0, message_id=line(long_talk, 20).pk)

    while thread.has_later:
        same = part_of(long_talk, bo, since=thread.first, until=thread.last)
        assert texts(same) == texts(thread)
        thread = part_of(long_talk, bo, since=thread.first, until=thread.last, more=PAGE)

    assert texts(thread) == list(range(300))


def test_what_happens_at_one_moment_is_neither_lost_nor_doubled_at_the_edge_of_a_part(wrong_size, bo, theo):
    wrong_size.messages.all().delete()
    now = timezone.now()
    Message.objects.bulk_create(
        Message(ticket=wrong_size, channel="chat", customer=theo, text=str(n), created_at=now)
        for n in range(2 * PAGE)
    )
    thread = open_thread(wrong_size, bo, seen_message_id=0, message_id=line(wrong_size, 60).pk)
    first = texts(thread)
    rest = texts(part_of(wrong_size, bo, since=thread.first, until=thread.last, more=2 * PAGE))

    assert first == list(range(10, 110)) and rest == list(range(10, 200))


def test_who_wants_messages_only_is_not_told_what_happened(late_parcel, bo):
    set_status(late_parcel, "pending", by=bo)
    bo.shows_events = False

    assert told(thread_of(late_parcel, bo).entries) == ["It should have come on Tuesday."]


def test_the_switch_is_remembered_for_the_agent(late_parcel, desk, bo, ada):
    address = f"/desk/tickets/{late_parcel.pk}/events/"

    shown = desk(bo).post(address, {"shows": "no"}, headers={"HX-Request": "true"}).content.decode()

    assert "opened the ticket" not in shown and 'aria-pressed="true"' in shown
    bo.refresh_from_db()
    ada.refresh_from_db()
    assert not bo.shows_events and ada.shows_events
    desk(bo).post(address, {"shows": "yes"})
    bo.refresh_from_db()
    assert bo.shows_events


def test_the_address_of_a_message_leads_to_the_ticket_that_holds_it_now(late_parcel, desk, bo, cy, mina):
    message = late_parcel.messages.get()
    other = create_ticket(customer=mina, channel="email", subject="Again", team=late_parcel.team)

    answer = desk(bo).get(f"/desk/messages/{message.pk}/")
    assert answer["Location"] == f"/desk/tickets/{late_parcel.pk}/?message={message.pk}#message-{message.pk}"
    merge_tickets(other, late_parcel, by=bo)
    assert desk(bo).get(f"/desk/messages/{message.pk}/")["Location"].startswith(f"/desk/tickets/{other.pk}/")
    assert desk(cy).get(f"/desk/messages/{message.pk}/").status_code == 404


def test_a_screen_in_the_middle_stays_there_when_it_is_refreshed(long_talk, desk, bo, theo):
    named = line(long_talk, 20)
    opened = desk(bo).get(f"/desk/tickets/{long_talk.pk}/?message={named.pk}").content.decode()
    live = re.search(r'id="ticket".*?data-live-url="([^"]*)"', opened)[1].replace("&amp;", "&")
    receive_message(long_talk, "it came last", customer=theo, channel="chat")

    fresh = desk(bo).get(live).content.decode()
    later = desk(bo).get(f"{live}&later=1").content.decode()

    assert f'id="message-{named.pk}"' in fresh and "it came last" not in fresh
    assert f'id="message-{line(long_talk, 150).pk}"' in later and "Show later messages" in later


def test_opening_in_the_middle_takes_few_queries(long_talk, bo):
    seen = line(long_talk, 79).pk
    with CaptureQueriesContext(connection) as queries:
        open_thread(long_talk, bo, seen_message_id=seen)

    assert len(queries) <= 12


def test_paper_holds_what_the_customer_knows_unless_more_is_asked_for(late_parcel, desk, bo):
    add_note(late_parcel, "She is angry.", by=bo)
    set_status(late_parcel, "pending", by=bo)
    address = f"/desk/tickets/{late_parcel.pk}/print/"

    plain = desk(bo).get(address).content.decode()
    whole = desk(bo).get(f"{address}?notes=1&events=1").content.decode()

    assert "It should have come on Tuesday." in plain
    assert "She is angry." not in plain and "paper-events" not in plain
    assert "She is angry." in whole and "Internal note" in whole and "paper-events" in whole
