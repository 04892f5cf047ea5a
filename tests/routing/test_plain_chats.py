"""Chats of a team that is not routed: the same assistant again where they have room, and nobody left with who is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import choose_availability
from shopbell.channels.chat.manned import assign_to_somebody
from shopbell.routing import taking_back
from shopbell.routing.assignment_reason import lines_of
from shopbell.routing.capacity import chats_at_once
from shopbell.routing.looking import look, look_each_minute
from shopbell.routing.taking_back import take_back
from shopbell.routing.wish import Wish
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.message import write_reply
from shopbell.tickets.models import Ticket
from shopbell.tickets.spam import mark_spam
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import answered, ticket_of
from tests.routing.test_fallback import said_by_routing

pytestmark = pytest.mark.django_db


def waiting_since(ticket, minutes):
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=timezone.now() - timedelta(minutes=minutes))


@pytest.fixture
def known(mina, returns, bo_is_there):
    """Bo has helped Mina before, and has two chats of others; Ada has none."""
    answered(ticket_of(mina, returns, "chat"), bo_is_there)
    return bo_is_there


@pytest.mark.requirement("R101")
def test_the_same_agent_helps_again_though_another_has_fewer_chats(known, mina, theo, returns, ada_is_there):
    assign_ticket(ticket_of(theo, returns, "chat"), known, by=known)

    assert assign_to_somebody(ticket_of(mina, returns, "chat")) == known
    assert assign_to_somebody(ticket_of(theo, returns, "chat")) == ada_is_there


@pytest.mark.requirement("R101")
def test_who_is_full_is_followed_by_another_without_a_word(known, mina, theo, returns, ada_is_there):
    """Whoever is there and busy is not missed; a customer who waits for them would wait longer."""
    for _chat in range(chats_at_once()):
        assign_ticket(ticket_of(theo, returns, "chat"), known, by=known)
    chat = ticket_of(mina, returns, "chat")

    assert assign_to_somebody(chat) == ada_is_there
    assert said_by_routing(chat) == []


@pytest.mark.requirement("R101")
@pytest.mark.parametrize("end", [mark_spam, delete_ticket], ids=["spam", "deleted"])
def test_what_wants_nobody_any_more_takes_no_room(known, mina, theo, returns, ada_is_there, root, end):
    for _chat in range(chats_at_once()):
        ended = ticket_of(theo, returns, "chat")
        assign_ticket(ended, known, by=known)
        end(ended, by=root)

    assert assign_to_somebody(ticket_of(mina, returns, "chat")) == known


def why(ticket):
    reason = ticket.assignment_reasons.get()
    assert (reason.agent, reason.event) == (ticket.assignee, ticket.events.get(verb="assigned"))
    return lines_of(reason.parts, "Mina")


@pytest.mark.requirement("R98")
def test_why_they_have_it_is_kept_as_it_was_decided(known, mina, theo, returns, ada, desk):
    alone, usual, asked, fewest = (ticket_of(who, returns, "chat") for who in (theo, mina, mina, theo))
    assign_to_somebody(alone)
    assign_to_somebody(usual)
    be_there(ada)
    Wish.objects.create(ticket=asked, agent=ada)
    assign_to_somebody(asked)
    assign_to_somebody(fewest)

    told = [line.text for each in (alone, usual, asked, fewest) for line in why(each)]
    assert told == [
        "They were there, and nobody else was",
        "They answered Mina the last time",
        "Mina asked for them",
        "They were there with 1 open chat, and nobody had fewer",
    ]
    assert fewest.assignee == ada
    [idle] = lines_of([{"code": "fewest", "data": {"count": 0}}], "Mina")
    assert idle.text == "They were there, and had no open chat"
    page = desk(ada).get(f"/desk/tickets/{fewest.pk}/routing/").content.decode()
    assert "and nobody had fewer." in page and "Points" not in page
    assign_ticket(fewest, known, by=ada)
    assert "A person chose it" in desk(ada).get(f"/desk/tickets/{fewest.pk}/routing/").content.decode()


@pytest.mark.requirement("R100")
def test_who_is_asked_for_by_name_has_the_chat_while_there_is_room(mina, returns, bo_is_there, ada_is_there):
    for agent in (bo_is_there, ada_is_there):
        chat = ticket_of(mina, returns, "chat")
        Wish.objects.create(ticket=chat, agent=agent)

        assert assign_to_somebody(chat) == agent
        assert said_by_routing(chat) == []


@pytest.mark.requirement("R101")
def test_whose_assistant_is_away_is_told_who_helps_instead(known, mina, theo, returns, ada_is_there):
    choose_availability(known, "away")
    chat, other = ticket_of(mina, returns, "chat"), ticket_of(theo, returns, "chat")

    assert assign_to_somebody(chat) == assign_to_somebody(other) == ada_is_there

    assert said_by_routing(chat) == [
        "Bo is not here right now. Ada helps you and can read all that was written before."
    ]
    assert said_by_routing(other) == []


def test_a_chat_whose_agent_goes_away_goes_to_a_colleague_and_the_shopper_is_told(
    mina, returns, bo_is_there, ada_is_there
):
    chat, mail = ticket_of(mina, returns, "chat"), ticket_of(mina, returns)
    for ticket in (chat, mail):
        assign_ticket(ticket, bo_is_there, by=bo_is_there)
        waiting_since(ticket, minutes=2)
    write_reply(chat, "Let me see.", by=bo_is_there, channel="chat", is_answer=False)
    look()
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {bo_is_there.pk}  # he is there

    choose_availability(bo_is_there, "away")
    look()
    look()

    chat.refresh_from_db(), mail.refresh_from_db()
    assert (chat.assignee, mail.assignee) == (ada_is_there, bo_is_there)  # mails they took themselves
    assert said_by_routing(chat) == [
        "Bo is not here right now. Ada helps you and can read all that was written before."
    ]
    assert chat.events.get(verb="unassigned").data["is_away"]


def test_while_nobody_else_is_there_a_chat_stays_with_its_agent(mina, returns, bo_is_there, ada):
    chat = ticket_of(mina, returns, "chat")
    assign_ticket(chat, bo_is_there, by=bo_is_there)
    waiting_since(chat, minutes=2)
    choose_availability(bo_is_there, "away")

    assert take_back(timezone.now()) == 0

    be_there(ada)
    assert take_back(timezone.now()) == 1
    chat.refresh_from_db()
    assert chat.assignee == ada


def test_a_chat_in_which_nobody_waits_stays_with_who_is_away(mina, returns, bo_is_there, ada_is_there):
    chat = ticket_of(mina, returns, "chat")
    assign_ticket(chat, bo_is_there, by=bo_is_there)
    Ticket.objects.filter(pk=chat.pk).update(waiting_since=None)
    choose_availability(bo_is_there, "away")

    look_each_minute(timezone.now())

    chat.refresh_from_db()
    assert chat.assignee == bo_is_there


def test_chats_that_nobody_is_there_for_take_no_place_of_those_that_can_go_on(
    mina, returns, advice, routed, bo_is_there, cy, monkeypatch
):
    monkeypatch.setattr(taking_back, "MOST_AT_ONCE", 3)
    routed("direct", team=advice)
    for _chat in range(3):
        assign_ticket(ticket_of(mina, returns, "chat"), bo_is_there, by=bo_is_there)
    be_there(cy)
    chat = ticket_of(mina, advice, "chat")
    assign_ticket(chat, cy, by=cy)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=5))
    choose_availability(bo_is_there, "away"), choose_availability(cy, "away")

    assert take_back(timezone.now()) == 1

    chat.refresh_from_db()
    assert chat.assignee is None


def test_chats_that_nobody_is_there_for_cost_a_look_no_questions(
    mina, returns, bo_is_there, django_assert_max_num_queries
):
    for _chat in range(20):
        assign_ticket(ticket_of(mina, returns, "chat"), bo_is_there, by=bo_is_there)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=5))
    choose_availability(bo_is_there, "offline")

    with django_assert_max_num_queries(12):
        assert take_back(timezone.now()) == 0
