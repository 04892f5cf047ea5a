"""Two shoppers wait in each of two lines: whoever leaves one, or comes back, leaves no older place in any window."""

import pytest

from shopbell.channels.chat.switching import move_to_mail
from shopbell.promises.models import WaitForecast
from shopbell.promises.waiting_line import react, wait_shown
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Event
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket, create_ticket
from shopbell.tickets.transfer import Words, transfer_ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.routing.arriving import ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R112")]


@pytest.fixture
def lines(theo, mina, returns, advice, bo, cy):
    """Returns and Product advice, in turn as they came: each has seen their place."""
    be_there(bo)
    be_there(cy)
    came = [ticket_of(each, team, "chat") for each in (mina, theo) for team in (returns, advice)]
    for ticket in came:
        wait_shown(ticket)
    return came


@pytest.fixture
def rung(monkeypatch):
    topics: list[str] = []
    monkeypatch.setattr("shopbell.promises.waiting_line.publish", lambda *each: topics.extend(each))
    return topics


def tell(ticket, *verbs):
    """The reactions to what happened to `ticket` since they were told last."""
    for event in Event.objects.filter(ticket=ticket, verb__in=verbs).select_related("ticket").order_by("pk"):
        react(event)


def places(*tickets):
    return [wait_shown(Ticket.objects.get(pk=each.pk))[0] for each in tickets]


@pytest.mark.parametrize("how", ["moved", "transferred"])
def test_who_goes_into_another_line_is_followed_in_the_one_and_makes_room_in_the_other(
    lines, rung, how, advice, bo
):
    first, other_first, second, other_second = lines
    if how == "moved":
        move_to_team(first, advice, by=bo)
    else:
        transfer_ticket(first, Words("What size?"), by=bo, team=advice)
    tell(first, "moved")

    assert sorted(rung) == sorted(f"ticket-{each.pk}" for each in (second, other_first, other_second))
    kept = {each.pk: WaitForecast.objects.filter(ticket=each).latest("pk").place for each in lines[1:]}
    assert kept == {second.pk: 1, other_first.pk: 2, other_second.pk: 3}  # without a look of their windows
    assert places(first, second, other_first, other_second) == [1, 1, 2, 3]
    assert WaitForecast.objects.filter(ticket=first).latest("pk").team == advice


def test_who_comes_into_a_line_behind_others_moves_nobody_of_it(lines, rung, advice, returns, bo):
    *_, second, other_second = lines
    move_to_team(other_second, returns, by=bo)
    tell(other_second, "moved")

    assert rung == []  # nobody stood behind them, here or there
    assert places(second, other_second) == [2, 3]


@pytest.mark.parametrize("status", ["pending", "on_hold", "solved"])
def test_who_steps_aside_makes_room_and_stands_before_others_again_when_they_come_back(
    lines, rung, status, bo
):
    first, _other_first, second, _other_second = lines
    set_status(first, status, by=bo)
    tell(first, "pended", "held", "solved")
    assert rung == [f"ticket-{second.pk}"]
    assert places(second) == [1]

    set_status(first, "open", by=bo)
    tell(first, "opened", "reopened")
    assert rung == [f"ticket-{second.pk}"] * 2
    assert places(first, second) == [1, 2]


def test_an_answer_that_goes_on_by_mail_at_once_moves_up_who_is_behind(shop_chat, bo, rung):
    be_there(bo)
    shoppers = [Shopper(shop_chat) for _ in range(2)]
    for number, each in enumerate(shoppers):
        each.start("Hello", email=f"shopper{number}@shopper.example")
    first, second = (Ticket.objects.get(chats=each.chat) for each in shoppers)
    for ticket in (first, second):
        wait_shown(ticket)

    move_to_mail(first, "I go on by e-mail.", by=bo)
    tell(first, "replied")

    assert rung == [f"ticket-{second.pk}"]
    assert places(second) == [1]


def test_whose_agent_has_left_moves_up_with_the_others(lines, rung, mina, bo):
    first, _other_first, second, _other_second = lines
    left = create_ticket(customer=mina, channel="chat", team=first.team, by=mina)
    write_reply(left, "One moment.", by=bo, channel="chat")
    receive_message(left, "And now?", customer=mina, channel="chat")
    assign_ticket(left, None, by="routing", is_away=True)
    wait_shown(Ticket.objects.get(pk=left.pk))

    set_status(first, "solved", by=bo)
    tell(first, "solved")

    assert sorted(rung) == sorted([f"ticket-{second.pk}", f"ticket-{left.pk}"])
    assert places(second, left) == [1, 2]


def test_what_becomes_of_an_answered_chat_disturbs_nobody_who_waits(lines, rung, bo, returns, advice):
    first, other_first, *_ = lines
    write_reply(first, "Here I am.", by=bo, channel="chat")
    tell(first, "replied")
    rung.clear()

    move_to_team(first, advice, by=bo)
    set_status(first, "solved", by=bo)
    tell(first, "moved", "solved")

    assert rung == []


def test_with_nobody_behind_one_question_is_all(lines, django_assert_num_queries, bo):
    *_, last = lines
    set_status(last, "solved", by=bo)
    event = Event.objects.select_related("ticket").filter(ticket=last, verb="solved").get()
    with django_assert_num_queries(6):  # what was shown, who is behind, and two transactions
        react(event)
