"""A shopper asks for a call: promised, told, kept in their place, and asked of nobody who cannot call."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from shopbell.accounts.availability import Availability
from shopbell.channels.chat.continuation import held
from shopbell.channels.chat.models import ChatSession
from shopbell.channels.delivery import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.customers.block import block_customer
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.promise import promise_of
from shopbell.promises.rules import empty_rules
from shopbell.promises.waiting_line import stand_of, waiting_in
from shopbell.tickets.message import Message
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.waiting.asking import Wish, ask_call, offer_of
from shopbell.waiting.call_back import call_back_of
from shopbell.waiting.models import CallBack
from tests.channels.chat.shopper import Shopper
from tests.two_connections import Other
from tests.waiting.asked import call_promises, times


@pytest.mark.requirement("R11", "R29", "R112")
def test_who_asks_for_a_call_is_promised_one_and_keeps_the_place(ask, waiting, ticket):
    place = stand_of(ticket, timezone.now()).place

    answer = ask(language="de")

    call = CallBack.objects.get(ticket=ticket)
    promise = call_promises(ticket).get()
    assert answer.status_code == 200
    assert (call.number, call.language, call.from_at) == ("+442079460018", "de", None)
    assert timedelta(minutes=15) < promise.due_at - timezone.now() <= timedelta(hours=2, minutes=6)
    assert "…018" in waiting.texts()[-1] and "7946" not in waiting.texts()[-1]
    assert stand_of(ticket, timezone.now()).place == place and ticket in waiting_in(ticket.team_id)
    assert answer.json()["chat"]["wait"]["place"] == "You are next"


def test_what_was_said_goes_by_mail_too(ask, ticket):
    ask()

    told = Message.objects.filter(ticket=ticket).latest("pk")
    assert Delivery.objects.get(message=told, channel="email").recipient == "mina@shopper.example"


def test_a_slot_is_promised_by_its_end(ask, waiting, ticket):
    slot = times(waiting)[3]

    ask(when=slot["at"])

    call = CallBack.objects.get(ticket=ticket)
    assert call.from_at == parse_datetime(slot["at"])
    assert call.due_at - call.from_at == timedelta(hours=1)


def test_asking_again_moves_the_call_and_the_same_again_says_nothing(ask, waiting, ticket):
    slot = times(waiting)[2]["at"]
    ask()
    ask()
    said = len(waiting.texts())

    ask(when=slot)

    assert CallBack.objects.get(ticket=ticket).from_at == parse_datetime(slot)
    assert [each.outcome for each in call_promises(ticket)] == ["void", "open"]
    assert len(waiting.texts()) == said + 1


def test_who_needs_no_call_any_more_says_so(ask, waiting, ticket):
    ask()

    waiting.post("call-off", chat=waiting.chat)

    assert call_back_of(ticket.pk) is None
    assert call_promises(ticket).get().outcome == "void"
    assert waiting.post("call-off", chat=waiting.chat).status_code == 200
    assert ticket.events.filter(verb="call_declined").count() == 1


@pytest.mark.parametrize("when", ["then", "2026-99-99T99:99", "2020-01-01T10:00:00+00:00", None, 7, ["now"]])
def test_a_time_that_was_not_offered_is_refused(ask, when):
    answer = ask(when=when)

    assert (answer.status_code, "Choose another" in answer.json()["error"]) == (422, True)
    assert not CallBack.objects.exists()


@pytest.mark.parametrize("number", ["", "12", "javascript:alert(1)", "+44 909 879 0123", {"a": 1}])
def test_a_number_that_is_none_is_refused(ask, number):
    assert ask(number=number).status_code == 422
    assert not CallBack.objects.exists()


def test_at_once_nobody_is_called_while_nobody_is_there(ask, waiting):
    Availability.objects.all().delete()

    assert "now" not in [each["at"] for each in times(waiting)]
    assert "Nobody can call right now" in ask().json()["error"]


def test_a_shop_may_offer_no_calls(ask, waiting, shop_chat, client):
    shop_chat.settings["call_back"] = "no"
    shop_chat.save()

    assert times(waiting) == []
    assert ask().status_code == 422
    assert "data-call" not in client.get(f"/chat/{shop_chat.public_key}/").content.decode()


def test_the_page_says_that_calls_are_offered(waiting, shop_chat, client):
    assert 'data-call="Call me back"' in client.get(f"/chat/{shop_chat.public_key}/").content.decode()


def test_a_call_can_be_the_beginning_when_nobody_is_there(shopper, shop_chat, open_hours, bo):
    shop_chat.settings |= {"ask_name": "required", "ask_email": "required", "ask_reason": "required"}
    shop_chat.save()
    given = {"number": "020 7946 0018", "when": times(shopper)[0]["at"], "text": "My lamp is dark."}
    given["client_id"] = "2b4a7a5e-6f0e-4b0c-9a7e-0c1d2e3f4a5b"

    first, again = shopper.post("call", **given), shopper.post("call", **given)

    ticket = Ticket.objects.get()
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["chat"]["id"] == again.json()["chat"]["id"]
    assert (ticket.channel, CallBack.objects.get().ticket) == ("form", ticket)
    assert call_promises(ticket).get().outcome == "open"


def test_a_call_without_a_word_of_what_it_is_about_is_refused(shopper, open_hours, bo):
    given = {"number": "020 7946 0018", "when": times(shopper)[0]["at"]}

    answer = shopper.post("call", client_id="2b4a7a5e-6f0e-4b0c-9a7e-0c1d2e3f4a5b", **given)

    assert answer.json()["error"] == "Write something first."
    assert not Ticket.objects.exists() and not CallBack.objects.exists()


def test_nobody_asks_for_a_call_in_the_chat_of_another(waiting, shop_chat):
    stranger = Shopper(shop_chat)
    given = {"chat": waiting.chat, "number": "020 7946 0018", "when": "now"}

    assert stranger.post("call", **given).status_code == 404
    assert stranger.post("call-off", chat=waiting.chat).status_code == 404
    assert stranger.get("calls", chat=waiting.chat).status_code == 404
    assert stranger.get("meanwhile", chat=waiting.chat).status_code == 404


def test_a_blocked_customer_is_called_by_nobody(ask, ticket, ada):
    block_customer(ticket.customer, by=ada)

    assert ask().status_code == 422
    assert not CallBack.objects.exists()


def test_one_number_is_called_for_a_few_at_most(ask, ticket, shop_chat, returns, mina):
    for _ in range(3):
        other = Ticket.objects.create(customer=mina, team=returns, channel="chat")
        CallBack.objects.create(ticket=other, number="+442079460018")

    assert "already" in ask().json()["error"]


def test_a_solved_conversation_is_called_about_no_more(ask, ticket, bo):
    solve_ticket(ticket, by=bo)

    assert "over" in ask().json()["error"]


def test_words_keep_no_call(ask, ticket, bo):
    ask()

    send_reply(ticket, "I look into it.", by=bo)

    assert call_promises(ticket).get().outcome == "open"
    assert promise_of(ticket.pk) is None


def test_the_hours_are_those_of_the_team_whose_times_were_shown(waiting, ticket, shop_chat, returns):
    """A new chat may come to a team that is closed when the shopper was offered a call."""
    brief = {"week": [[]] * 6 + [[[0, 30]]], "zone": "Europe/London", "country": "GB"}
    BusinessHours.objects.create(name="Hardly", rules=empty_rules() | brief).teams.add(returns)
    session = ChatSession.objects.select_related("inbox").get(pk=waiting.chat)
    slot = offer_of(shop_chat, None, timezone.now()).slots[0]
    wish = Wish("+442079460018", "en", slot)

    with pytest.raises(Refused, match="gone"):
        ask_call(ticket, session, wish, by=ticket.customer, team_id=returns.pk)
    assert ask_call(ticket, session, wish, by=ticket.customer, team_id=None).from_at == slot.start


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_what_was_not_seen_and_a_call_do_not_wait_for_each_other(waiting, ticket):
    session = ChatSession.objects.select_related("inbox").get(pk=waiting.chat)
    wish = Wish("+442079460018", "en")
    with transaction.atomic():
        held(session)  # as whoever mails does, who then takes the ticket
        other = Other(ask_call, ticket, session, wish, by=ticket.customer, team_id=ticket.team_id)
        other.wait_until_held_up()
        Ticket.objects.select_for_update(nowait=True).get(pk=ticket.pk)

    assert other.outcome().number == "+442079460018"


def test_who_closes_in_a_moment_promises_no_call_at_once(waiting, open_hours, shop_chat, returns):
    open_hours.rules |= {"week": [[[540, 1080]]] * 7, "zone": "UTC"}
    open_hours.save()

    def is_now(hour):
        return offer_of(shop_chat, returns.pk, parse_datetime(f"2026-06-10T{hour}:00Z")).is_now

    assert [hour for hour in ("08:50", "09:00", "17:40", "17:41", "18:00") if is_now(hour)] == [
        "09:00",
        "17:40",
    ]


@pytest.mark.requirement("R112")
def test_what_was_agreed_stands_where_the_call_was_asked_for(ask, waiting):
    def button():
        return waiting.get("messages", chat=waiting.chat).json()["chat"]["call"]

    assert button() == ""
    ask()
    assert button().startswith("We call you by ")
    waiting.post("call-off", chat=waiting.chat)
    assert button() == ""
