import pytest

from shopbell.channels.reply import send_reply
from shopbell.tickets.crossing import Crossed
from shopbell.tickets.message import add_note, receive_message, write_reply


def last(ticket):
    return ticket.messages.latest("pk").pk


def test_a_reply_that_crosses_a_message_of_the_customer_is_stopped(late_parcel, mina, bo):
    seen = last(late_parcel)
    news, _ = receive_message(late_parcel, "It has come!", customer=mina, channel="email")

    with pytest.raises(Crossed, match="A new message came while you were typing") as crossed:
        send_reply(late_parcel, "It comes today.", by=bo, seen_message_id=seen)

    assert crossed.value.messages == [news]
    assert not late_parcel.messages.filter(agent=bo).exists()
    send_reply(late_parcel, "It comes today.", by=bo, seen_message_id=news.pk)
    assert late_parcel.messages.filter(agent=bo).count() == 1


def test_what_a_colleague_writes_counts_too(late_parcel, ada, bo):
    seen = last(late_parcel)
    add_note(late_parcel, "I am on it.", by=ada)

    with pytest.raises(Crossed):
        send_reply(late_parcel, "It comes today.", by=bo, seen_message_id=seen)


def test_one_s_own_messages_and_the_desk_s_cross_nothing(late_parcel, bo):
    seen = last(late_parcel)
    add_note(late_parcel, "Looking into it.", by=bo)
    write_reply(late_parcel, "We got it.", by="Acknowledgement", channel="email")

    assert send_reply(late_parcel, "It comes today.", by=bo, seen_message_id=seen)


def test_a_second_try_of_what_was_sent_is_no_crossing(late_parcel, mina, bo):
    seen = last(late_parcel)
    sent = send_reply(late_parcel, "It comes today.", by=bo, seen_message_id=seen)
    receive_message(late_parcel, "Thank you!", customer=mina, channel="email")

    assert (
        send_reply(late_parcel, "It comes today.", by=bo, client_id=sent.client_id, seen_message_id=seen)
        == sent
    )
