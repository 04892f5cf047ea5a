"""Splitting: what is another matter goes on in a ticket of its own."""

import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.link import linked_to
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.split import split_ticket

FRAGMENT = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def more(late_parcel, mina, bo):
    """After the late parcel: an answer, another matter, and a note on it."""
    write_reply(late_parcel, "It comes today.", by=bo, channel="email")
    receive_message(late_parcel, "And the lamp is broken.", customer=mina, channel="email")
    add_note(late_parcel, "Poor lamp.", by=bo)
    return list(late_parcel.messages.order_by("pk"))


def texts(ticket):
    return list(ticket.messages.order_by("pk").values_list("text", flat=True))


def test_one_message_goes_alone(late_parcel, more, mina, bo, returns):
    late_parcel.reason = ContactReason.objects.first()
    late_parcel.save()

    new = split_ticket(more[2], subject="Broken lamp", by=bo)

    assert texts(new) == ["And the lamp is broken."]
    assert texts(late_parcel) == ["It should have come on Tuesday.", "It comes today.", "Poor lamp."]
    assert (new.subject, new.customer, new.team, new.reason) == (
        *("Broken lamp", mina, returns),
        late_parcel.reason,
    )
    assert (new.preview, new.waiting_since) == ("And the lamp is broken.", more[2].created_at)
    late_parcel.refresh_from_db()
    assert (late_parcel.preview, late_parcel.waiting_since) == ("It comes today.", None)


def test_everything_that_came_after_it_goes_along_when_asked(late_parcel, more, bo):
    new = split_ticket(more[2], and_later=True, by=bo)

    assert texts(new) == ["And the lamp is broken.", "Poor lamp."]


def test_the_two_are_linked_and_both_timelines_tell_of_it(late_parcel, more, ada, bo):
    new = split_ticket(more[2], by=bo)

    assert [(each.ticket, each.words) for each in linked_to(new, ada)] == [(late_parcel, "Split off from")]
    assert [(each.ticket, each.words) for each in linked_to(late_parcel, ada)] == [(new, "Split off to")]
    assert late_parcel.events.get(verb="split").data["other_id"] == new.pk
    assert new.events.get(verb="split_off").data["other_id"] == late_parcel.pk


def test_a_message_of_somebody_else_opens_a_ticket_of_theirs(late_parcel, more, theo, bo):
    message, _ = receive_message(late_parcel, "I wait, too.", customer=theo, channel="email")

    assert split_ticket(message, by=bo).customer == theo


def test_nothing_is_split_when_nothing_would_be_left(late_parcel, bo):
    with pytest.raises(Refused, match="Nothing would be left"):
        split_ticket(late_parcel.messages.get(), by=bo)


def test_of_two_who_split_the_same_message_the_second_is_told(late_parcel, more, bo, ada):
    same = Message.objects.select_related("ticket").get(pk=more[2].pk)
    split_ticket(more[2], by=bo)

    with pytest.raises(Refused, match="has left the ticket"):
        split_ticket(same, by=ada)


def test_merging_it_back_is_the_undo(late_parcel, more, bo):
    before = texts(late_parcel)
    new = split_ticket(more[1], and_later=True, by=bo)

    merge_tickets(late_parcel, new, by=bo)

    assert texts(late_parcel) == before


def test_the_agent_splits_from_the_console_and_can_take_it_back(desk, bo, late_parcel, more):
    browser, path = desk(bo), f"/desk/messages/{more[2].pk}/split/"
    assert "And the lamp is broken." in browser.get(path, **FRAGMENT).content.decode()

    page = browser.post(path, {"subject": "Lamp", "later": "1"}, **FRAGMENT)
    new = Ticket.objects.get(subject="Lamp")
    undo = f"/desk/tickets/{new.pk}/merge/?into={late_parcel.pk}&across=1"
    assert f"/desk/tickets/{new.pk}/" in page.headers["HX-Location"] and undo in page.headers["HX-Trigger"]

    browser.post(undo, **FRAGMENT)
    assert late_parcel.messages.count() == 4
