"""A screen that was left open: who lets offers run out one after the other is set away and told, until they are back."""

import uuid
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from shopbell.accounts.availability import availability_of, choose_availability, note_work
from shopbell.channels.scheduled import send_due
from shopbell.promises.models import TicketClocks
from shopbell.routing import missing
from shopbell.routing.answering import accept_offer, decline_offer, expire_offer
from shopbell.routing.assigning import route_ticket
from shopbell.routing.looking import look
from shopbell.routing.missing import A_ROW, set_away
from shopbell.routing.models import Offer
from shopbell.routing.taking_back import take_back
from shopbell.routing.team_routing import routing_of
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.message import write_reply
from shopbell.tickets.scheduled_reply import schedule_reply
from tests.routing.arriving import ticket_of
from tests.routing.waiting_live import asked_about

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


def begins_a_draft(bo, ticket):
    keep_draft(ticket, "reply", Words("One mom"), by=bo, version=0)


def types(bo, ticket):
    note_work(bo.pk, timezone.now())


@pytest.mark.parametrize("works", [begins_a_draft, types])
def test_who_types_beside_the_offers_is_not_set_away(chat, mina, returns, bo, works):
    other = ticket_of(mina, returns, "chat")
    assign_ticket(other, bo, by=bo)
    misses(chat)
    works(bo, other)
    misses(chat)
    assert chosen_by(bo) == "available"

    misses(ticket_of(mina, returns, "chat"))
    assert chosen_by(bo) == "away"  # nothing came since


def test_who_answers_a_customer_is_available_again(chat, mina, returns, bo, desk):
    other = ticket_of(mina, returns, "chat")
    assign_ticket(other, bo, by="routing")
    misses(chat)
    misses(chat)
    assert chosen_by(bo) == "away"

    write_reply(other, "Here I am.", by=bo, channel="chat")
    tell_reactions(other)

    assert chosen_by(bo) == "available" and set_away(bo) is None
    assert "You missed" not in desk(bo).get(PAGE).content.decode()


def test_an_answer_changes_nothing_for_who_chose_away_or_answered_before(chat, mina, returns, bo):
    other = ticket_of(mina, returns, "chat")
    write_reply(other, "One moment.", by=bo, channel="chat")
    choose_availability(bo, "available")
    misses(chat)
    misses(chat)
    tell_reactions(other)  # late, and of before
    assert chosen_by(bo) == "away"

    choose_availability(bo, "away")
    write_reply(other, "By the way.", by=bo, channel="chat")
    tell_reactions(other)
    assert chosen_by(bo) == "away"


def test_a_chat_that_its_agent_writes_in_is_not_taken_back(chat, mina, returns, bo):
    own = ticket_of(mina, returns, "chat")
    assign_ticket(own, bo, by=bo)
    misses(chat)
    misses(chat)
    begins_a_draft(bo, own)
    at_risk = timezone.now() + timedelta(seconds=50)

    take_back(at_risk)
    own.refresh_from_db()
    assert own.assignee == bo

    take_back(at_risk + timedelta(minutes=2))
    own.refresh_from_db()
    assert own.assignee is None  # they wrote no more


def tell_reactions(ticket) -> None:
    for event in ticket.events.filter(verb__in=missing.BACK).select_related("agent"):
        missing.react(event)


def test_the_card_says_how_late_the_promise_is(chat, bo, desk):
    route_ticket(chat.pk)
    TicketClocks.objects.update_or_create(
        ticket=chat,
        defaults={"goal": "first_reply", "due_at": timezone.now() - timedelta(hours=7)},
    )

    card = desk(bo).get(PAGE).content.decode()

    assert "badge-broken" in card and "7 hr late" in card


def test_the_menu_at_the_rail_says_what_the_desk_chose(chat, bo, desk):
    misses(chat)
    misses(chat)

    menu = desk(bo).get("/desk/availability/").content.decode()

    assert "dot-away" in menu and f'data-live="agent-{bo.pk}"' in menu


def scheduled_by(agent, ticket, then=None) -> None:
    """A reply of `agent` that goes out in an hour by itself."""
    words = Words("Tomorrow.", channel=ticket.channel, client_id=uuid.uuid4())
    schedule_reply(ticket, words, by=agent, at=timezone.now() + timedelta(hours=1), then=then)


def test_a_scheduled_reply_that_goes_out_by_itself_brings_nobody_back(chat, mina, returns, bo):
    other = ticket_of(mina, returns)
    scheduled_by(bo, other)
    misses(chat)
    misses(chat)

    assert send_due(timezone.now() + timedelta(hours=2)) == 1
    for event in other.events.filter(verb="replied"):
        missing.react(event)

    assert chosen_by(bo) == "away"


def test_a_scheduled_reply_between_two_offers_is_no_sign_of_anybody(chat, mina, returns, bo):
    """Nor are the status that it sets and the agent whom it gives the ticket."""
    other = ticket_of(mina, returns)
    scheduled_by(bo, other, then="solved")
    misses(chat)
    assert send_due(timezone.now() + timedelta(hours=2)) == 1
    other.refresh_from_db()
    assert other.status == "solved"

    misses(chat)

    assert chosen_by(bo) == "away"
