"""A shopper who confirms a return in the chat gets the label by itself, once, however it came to be done."""

import pytest

from shopbell.core.errors import Refused
from shopbell.reactions import react
from shopbell.selling import agreed
from shopbell.selling.answering import answer_change
from shopbell.selling.sending import ask_for_change
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import Order, Return
from shopbell.tickets.event import Verb
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Event, Message


@pytest.fixture
def asked(ticket, bought, bo):
    """Bo has asked whether both vases, which arrived, shall go back."""
    Order.objects.filter(pk=bought.pk).update(status="delivered")
    bought.refresh_from_db()
    return ask_for_change(
        ticket, "return_items", by=bo, order=bought, parameters={"lines": [{"line": bought.lines.get().pk}]}
    ).cards.get()


def confirm(card):
    return answer_change(card, True, by=card.message.ticket.customer)


def done_of(ticket) -> Event:
    return Event.objects.get(ticket=ticket, verb=Verb.ACTION_PERFORMED)


def labels(ticket) -> list[Message]:
    return [each for each in ticket.messages.order_by("pk") if "/labels/" in each.text]


@pytest.mark.requirement("R81", "R92")
def test_the_label_goes_out_as_soon_as_the_shopper_agrees(chatting, ticket, asked, bo):
    confirm(asked)

    react(ticket.pk, done_of(ticket).pk)

    (sent,) = labels(ticket)
    number = Return.objects.get().number
    assert (
        (sent.agent, sent.channel) == (bo, "chat")
        and number in sent.text
        and "Pack the items well" in sent.text
    )
    assert chatting.messages()[-1]["text"] == sent.text


def test_however_often_it_is_told_it_goes_out_once(ticket, asked):
    confirm(asked)
    confirm(asked)
    for _again in range(3):
        agreed.react(done_of(ticket))

    assert len(labels(ticket)) == 1


def test_it_is_no_answer_to_what_the_shopper_has_asked_since(ticket, asked):
    confirm(asked)
    receive_message(ticket, "And where is my other parcel?", customer=ticket.customer, channel="chat")
    ticket.refresh_from_db()
    waiting_since, answered = ticket.waiting_since, ticket.first_replied_at

    agreed.react(done_of(ticket))

    ticket.refresh_from_db()
    (sent,) = labels(ticket)
    assert (sent.agent, sent.rule) == (None, "Cards")
    assert ticket.waiting_since == waiting_since is not None and ticket.first_replied_at == answered


def test_who_has_left_says_nothing_any_more(ticket, asked, bo):
    confirm(asked)
    bo.is_active = False
    bo.save()

    agreed.react(done_of(ticket))

    (sent,) = labels(ticket)
    assert (sent.agent, sent.rule) == (None, "Cards")


def test_what_was_taken_back_meanwhile_sends_no_label(ticket, asked, bo):
    run = confirm(asked).run
    undo_run(run, by=bo)

    agreed.react(done_of(ticket))

    assert not labels(ticket)


def test_what_an_agent_did_without_a_card_is_theirs_to_tell(ticket, bought, bo):
    from shopbell.shop.actions.perform import perform_action

    Order.objects.filter(pk=bought.pk).update(status="delivered")
    bought.refresh_from_db()
    parameters = {"lines": [{"line": bought.lines.get().pk}]}
    perform_action("return_items", by=bo, key="k", order=bought, ticket=ticket, parameters=parameters)

    agreed.react(done_of(ticket))

    assert not labels(ticket)


def test_what_needs_nothing_further_sends_nothing(ticket, bought, bo):
    card = ask_for_change(
        ticket, "cancel_order", by=bo, order=bought, parameters={"reason": "no longer needed"}
    ).cards.get()
    confirm(card)
    before = ticket.messages.count()

    agreed.react(done_of(ticket))

    assert ticket.messages.count() == before


def test_agents_read_why_where_it_cannot_be_told(ticket, asked, monkeypatch):
    def refuse(*_words, **_more):
        raise Refused("There is no such channel.")

    monkeypatch.setattr(agreed, "send_reply", refuse)
    confirm(asked)

    agreed.react(done_of(ticket))

    note = ticket.messages.order_by("-pk").first()
    assert note.kind == "note" and not labels(ticket)
