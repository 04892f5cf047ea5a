"""Who let a chat pass is asked again before it waits for nobody: whose rest is oldest first, and never without end."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from shopbell.accounts.team import Membership
from shopbell.routing.answering import decline_offer
from shopbell.routing.assigning import route_ticket
from shopbell.routing.looking import look, react
from shopbell.routing.models import Offer, Skill
from shopbell.tickets.assignment import assign_ticket
from tests.routing.arriving import ticket_of
from tests.routing.waiting_live import asked_about

pytestmark = pytest.mark.django_db


def test_who_let_it_pass_is_waited_for_no_more(wished, bo, ada_is_there):
    Offer.objects.create(
        ticket=wished, agent=bo, until=timezone.now(), answered_at=timezone.now(), answer="declined"
    )

    assert route_ticket(wished.pk).agent == ada_is_there


@pytest.mark.requirement("R98", "R112")
def test_a_chat_that_everybody_let_pass_goes_to_whose_rest_is_oldest_at_once(
    mail_offered, mina, returns, bo, ada_is_there, desk
):
    chat = ticket_of(mina, returns, "chat")
    passed = []
    for _ in range(3):
        react(chat.events.select_related("ticket").latest("pk"))
        offer = asked_about(chat)
        passed.append(offer.agent)
        decline_offer(offer, by=offer.agent)
    route_ticket(chat.pk)

    assert passed == [ada_is_there, bo, ada_is_there]
    assert asked_about(chat).agent == bo
    page = desk(bo).get("/desk/routing/offers/").content.decode()
    assert "Everybody who could take it let it pass" in page


def test_a_chat_that_is_let_pass_lets_the_next_come_first_and_comes_back_once(
    mina, returns, routed, bo_is_there, desk
):
    routed("push", accept_seconds=30)
    first, second = (ticket_of(mina, returns, "chat") for _ in range(2))
    turns = []

    for _ in range(2):
        look()
        offer = Offer.objects.open().select_related("ticket", "agent").get()
        turns.append(offer.ticket)
        decline_offer(offer, by=bo_is_there)
        react(offer.ticket.events.select_related("ticket").latest("pk"))
    page = desk(bo_is_there).get("/desk/routing/offers/").content.decode()
    while offer := Offer.objects.open().select_related("ticket", "agent").first():
        assert len(turns) < 5
        turns.append(offer.ticket)
        decline_offer(offer, by=bo_is_there)
        look()

    assert turns[:2] == [first, second]
    assert sorted(turns, key=lambda each: each.pk) == [first, first, second, second]
    assert "They let it pass, and nobody else can take it" in page  # not "everybody": Bo is alone


@pytest.mark.requirement("R98")
def test_a_chat_that_nobody_takes_is_asked_about_twice_in_a_rest_and_no_more(
    mina, returns, routed, bo_is_there
):
    """An agent left their screen open and the shopper is gone: nobody says so."""
    routed("push", accept_seconds=5)
    chat, step = ticket_of(mina, returns, "chat"), timedelta(seconds=15)

    for _ in range(40):
        look()
        Offer.objects.update(until=F("until") - step, answered_at=F("answered_at") - step)

    assert Offer.objects.filter(ticket=chat).count() == 4  # of ten minutes


def test_what_they_cannot_answer_keeps_nobody_from_being_asked_again(mina, returns, routed, bo_is_there):
    routed("push", accept_seconds=30)
    Skill.objects.create(name="French", language="fr", is_required=True)
    ticket_of(mina, returns, "chat", language="fr")
    chat = ticket_of(mina, returns, "chat")
    route_ticket(chat.pk)

    decline_offer(asked_about(chat), by=bo_is_there)

    assert route_ticket(chat.pk).agent == bo_is_there


def test_once_what_came_before_it_is_asked_about_the_same_look_asks_again(
    mina, returns, routed, bo_is_there, ada_is_there
):
    routed("push", accept_seconds=30)
    chat = ticket_of(mina, returns, "chat")
    for _ in range(2):
        route_ticket(chat.pk)
        decline_offer(asked_about(chat), by=asked_about(chat).agent)
    behind = ticket_of(mina, returns, "chat")

    look()

    assert {asked_about(chat).agent, asked_about(behind).agent} == {bo_is_there, ada_is_there}


def test_a_mail_that_everybody_let_pass_rests(mail_offered, bo):
    decline_offer(mail_offered, by=bo)

    assert route_ticket(mail_offered.ticket_id) is None


@pytest.mark.parametrize(("by_own_hand", "comes_back"), [(True, False), (False, True)])
def test_where_chats_are_given_only_who_gave_one_back_themselves_rests(
    mina, returns, routed, bo_is_there, by_own_hand, comes_back
):
    routed("direct")
    chat = ticket_of(mina, returns, "chat")
    route_ticket(chat.pk)
    chat.refresh_from_db()
    assign_ticket(chat, None, by=bo_is_there if by_own_hand else "routing")

    assert bool(route_ticket(chat.pk)) == comes_back


def test_a_chat_of_another_queue_of_theirs_comes_first_as_well(mina, returns, advice, routed, bo_is_there):
    """Two queues with one agent: no chat of the one holds up those of the other by coming back."""
    routed("push", accept_seconds=30)
    routed("push", team=advice, accept_seconds=30)
    chat, other = ticket_of(mina, returns, "chat"), ticket_of(mina, advice, "chat")
    route_ticket(chat.pk)
    decline_offer(asked_about(chat), by=bo_is_there)
    assert route_ticket(chat.pk).agent == bo_is_there  # the other queue is none of theirs
    decline_offer(asked_about(chat), by=bo_is_there)
    Offer.objects.all().delete()

    Membership.objects.create(agent=bo_is_there, team=advice)
    route_ticket(chat.pk)
    decline_offer(asked_about(chat), by=bo_is_there)
    assert route_ticket(chat.pk) is None
    assert route_ticket(other.pk).agent == bo_is_there
    decline_offer(asked_about(other), by=bo_is_there)
    assert route_ticket(chat.pk).agent == bo_is_there  # they let both pass


@pytest.mark.parametrize("mode", ["off", "pull"])
def test_a_queue_that_the_desk_does_not_look_after_keeps_nobody_from_being_asked_again(
    mina, returns, advice, routed, bo_is_there, mode
):
    routed("push", accept_seconds=30)
    routed(mode, team=advice)
    Membership.objects.create(agent=bo_is_there, team=advice)
    chat = ticket_of(mina, returns, "chat")
    ticket_of(mina, advice, "chat")
    route_ticket(chat.pk)

    decline_offer(asked_about(chat), by=bo_is_there)

    assert route_ticket(chat.pk).agent == bo_is_there
