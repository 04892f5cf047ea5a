import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.tickets.list_columns import restore_ticket_columns
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.unsending import unsend_reply

ONCE = uuid.UUID("00000000-0000-4000-8000-000000000001")


def held(ticket, by, seconds=5, text="On its way."):
    until = timezone.now() + timedelta(seconds=seconds)
    return write_reply(ticket, text, by=by, channel="email", held_until=until)[0]


def columns(ticket):
    ticket.refresh_from_db()
    return (
        ticket.status,
        ticket.preview,
        ticket.last_message_at,
        ticket.waiting_since,
        ticket.first_replied_at,
    )


def test_what_the_customer_writes_starts_the_wait(late_parcel, mina):
    first = late_parcel.messages.get()

    receive_message(late_parcel, "Hello?", customer=mina, channel="chat")

    assert late_parcel.waiting_since == first.created_at
    assert (late_parcel.preview, late_parcel.channel) == ("Hello?", "chat")


def test_a_reply_ends_the_wait_and_opens_a_new_ticket(late_parcel, bo):
    write_reply(late_parcel, "It comes today.", by=bo, channel="email")

    assert late_parcel.waiting_since is None
    assert late_parcel.status == Status.OPEN
    assert late_parcel.first_replied_at is not None


def test_a_bot_s_reply_is_not_the_first_answer_of_a_person(late_parcel):
    write_reply(late_parcel, "We got it.", by="Acknowledgement", channel="email")

    assert late_parcel.first_replied_at is None
    assert late_parcel.messages.last().author == "Acknowledgement"


def test_a_note_changes_nothing_that_the_customer_sees(late_parcel, bo):
    before = columns(late_parcel)

    note, is_new = add_note(late_parcel, "The carrier lost a trolley.", by=bo)

    assert is_new and note.is_note
    assert columns(late_parcel) == before


@pytest.mark.parametrize(
    "write",
    [
        lambda ticket, bo, mina: receive_message(ticket, "a", customer=mina, channel="chat", client_id=ONCE),
        lambda ticket, bo, mina: write_reply(ticket, "a", by=bo, channel="chat", client_id=ONCE),
        lambda ticket, bo, mina: add_note(ticket, "a", by=bo, client_id=ONCE),
    ],
)
def test_the_same_client_id_twice_is_one_message(late_parcel, bo, mina, write):
    first, is_new = write(late_parcel, bo, mina)
    again, is_new_again = write(late_parcel, bo, mina)

    assert (first, is_new, is_new_again) == (again, True, False)
    assert late_parcel.messages.filter(client_id=ONCE).count() == 1
    assert late_parcel.events.filter(message=first).count() == 1


def test_nobody_writes_into_a_closed_ticket_except_a_note(late_parcel, bo, mina):
    set_status(late_parcel, Status.CLOSED, by=bo)

    with pytest.raises(Refused, match="start a new one"):
        receive_message(late_parcel, "And now?", customer=mina, channel="email")
    with pytest.raises(Refused, match="Reopen it to answer"):
        write_reply(late_parcel, "And now?", by=bo, channel="email")
    assert add_note(late_parcel, "For the record.", by=bo)[1]


def test_a_reply_taken_back_leaves_the_ticket_as_it_was(late_parcel, bo):
    before = columns(late_parcel)
    reply = held(late_parcel, bo)

    unsend_reply(reply, by=bo)

    assert columns(late_parcel) == before
    assert late_parcel.events.latest("pk").verb == "unsent"


def test_a_ticket_is_new_again_when_its_first_answer_and_what_that_set_is_taken_back(late_parcel, bo):
    assert late_parcel.status == Status.NEW
    with transaction.atomic():
        reply = held(late_parcel, bo)
        set_status(late_parcel, Status.SOLVED, by=bo)

    unsend_reply(reply, by=bo)

    late_parcel.refresh_from_db()
    assert late_parcel.status == Status.NEW


def test_a_ticket_that_somebody_opened_stays_open_when_an_answer_is_taken_back(late_parcel, bo):
    set_status(late_parcel, Status.OPEN, by=bo)
    reply = held(late_parcel, bo)

    unsend_reply(reply, by=bo)

    late_parcel.refresh_from_db()
    assert late_parcel.status == Status.OPEN


def test_taking_back_twice_leaves_one_trace(late_parcel, bo):
    reply = held(late_parcel, bo)

    unsend_reply(reply, by=bo)
    unsend_reply(reply, by=bo)

    assert late_parcel.events.filter(verb="unsent").count() == 1


def test_a_reply_cannot_be_taken_back_by_another_or_too_late(late_parcel, ada, bo):
    reply = held(late_parcel, bo)
    with pytest.raises(Refused, match="Only who wrote"):
        unsend_reply(reply, by=ada)

    late = held(late_parcel, bo, seconds=-1)
    with pytest.raises(Refused, match="too late"):
        unsend_reply(late, by=bo)


def test_the_list_s_columns_can_be_restored_from_the_messages(late_parcel, bo, mina):
    write_reply(late_parcel, "One.", by=bo, channel="email")
    receive_message(late_parcel, "Two.", customer=mina, channel="email")
    receive_message(late_parcel, "Three.", customer=mina, channel="email")
    expected = columns(late_parcel)
    late_parcel.preview, late_parcel.waiting_since, late_parcel.first_replied_at = "?", None, None
    late_parcel.save()

    restore_ticket_columns(late_parcel)

    assert columns(late_parcel) == expected


def test_text_that_postgresql_cannot_keep_is_shown_as_a_mark():
    assert storable("a\0b\r\nc") == "a\ufffdb\nc"
    assert storable("\ud800d").strip("\ufffd") == "d"
