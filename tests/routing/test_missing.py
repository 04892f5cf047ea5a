"""A screen that was left open: who lets offers run out one after the other is set away and told, until they are back."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from shopbell.accounts.availability import availability_of, choose_availability
from shopbell.routing.answering import accept_offer, decline_offer, expire_offer
from shopbell.routing.assigning import route_ticket
from shopbell.routing.looking import look
from shopbell.routing.missing import A_ROW, set_away
from shopbell.routing.models import Offer
from shopbell.routing.team_routing import routing_of
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import write_reply
from tests.routing.test_assigning import ticket_of
from tests.routing.test_giving_way import asked_about

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R98")]
PAGE = "/desk/routing/offers/"


@pytest.fixture
def chat(mina, returns, routed, bo_is_there):
    """Bo alone is there, and a shopper waits."""
    routed("push", accept_seconds=30)
    return ticket_of(mina, returns, "chat")


def is_offered(ticket) -> Offer | None:
    route_ticket(ticket.pk)
    return asked_about(ticket)


def misses(ticket) -> None:
    offer = is_offered(ticket)
    assert expire_offer(offer.pk, offer.until)


def chosen_by(agent) -> str:
    return availability_of(agent).chosen


def test_two_offers_that_ran_out_set_away_and_nothing_is_offered_until_they_are_back(chat, bo, desk):
    misses(chat)
    assert chosen_by(bo) == "available" and "You missed" not in desk(bo).get(PAGE).content.decode()
    misses(chat)

    assert chosen_by(bo) == "away"
    assert "You missed 2 offers in a row" in desk(bo).get(PAGE).content.decode()
    Offer.objects.update(answered_at=F("answered_at") - timedelta(minutes=10))  # they have rested
    look()
    assert asked_about(chat) is None

    assert desk(bo).post("/desk/availability/", {"availability": "available"}).status_code == 302
    look()
    assert asked_about(chat).agent == bo
    assert "You missed" not in desk(bo).get(PAGE).content.decode()


def test_who_answers_somebody_between_two_offers_is_there(chat, mina, returns, bo):
    """They are busy with another customer, and keep both that one and their place."""
    other = ticket_of(mina, returns, "chat")
    assign_ticket(other, bo, by=bo)
    misses(chat)
    write_reply(other, "One moment, please.", by=bo, channel="chat")
    misses(chat)
    assert chosen_by(bo) == "available"

    misses(ticket_of(mina, returns, "chat"))
    assert chosen_by(bo) == "away"  # the last two, and nothing since


def test_a_team_that_says_nothing_sets_nobody_away():
    assert routing_of(None).away_after == 0


def test_the_next_is_asked_at_once(chat, bo, ada_is_there):
    misses(chat)
    if asked := is_offered(chat):
        assert asked.agent == ada_is_there


@pytest.mark.parametrize("seen", ["accepted", "declined", "chosen"])
def test_who_answers_in_between_is_there(chat, mina, returns, bo, seen):
    misses(chat)
    if seen == "accepted":
        accept_offer(is_offered(ticket_of(mina, returns, "chat")), by=bo)
    elif seen == "declined":
        decline_offer(is_offered(ticket_of(mina, returns, "chat")), by=bo)
    else:
        choose_availability(bo, "available")
    misses(chat)

    assert chosen_by(bo) == "available" and set_away(bo) is None


def test_an_offer_that_was_withdrawn_says_nothing(chat, mina, returns, bo):
    mail = ticket_of(mina, returns, "email")
    Offer.objects.create(
        ticket=mail, agent=bo, until=timezone.now(), answered_at=timezone.now(), answer="withdrawn"
    )
    misses(chat)
    Offer.objects.create(
        ticket=mail, agent=bo, until=timezone.now(), answered_at=timezone.now(), answer="withdrawn"
    )
    misses(chat)

    assert set_away(bo).missed == 2


def test_what_was_missed_half_a_day_ago_says_nothing(chat, bo):
    misses(chat)
    Offer.objects.update(answered_at=F("answered_at") - A_ROW)
    misses(chat)

    assert chosen_by(bo) == "available"


@pytest.mark.parametrize(("most", "is_away"), [(0, False), (1, True), (3, False)])
def test_the_team_says_how_many(chat, routed, bo, most, is_away):
    routed("push", accept_seconds=30, away_after=most)
    misses(chat)
    assert (chosen_by(bo) == "away") == is_away
    if most != 1:
        misses(chat)
        assert chosen_by(bo) == "available"


def test_who_chose_away_themselves_is_told_nothing(chat, bo, desk):
    misses(chat)
    misses(chat)
    choose_availability(bo, "away")

    assert set_away(bo) is None and "You missed" not in desk(bo).get(PAGE).content.decode()
