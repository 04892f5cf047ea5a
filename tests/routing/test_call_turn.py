"""A call whose time has come reaches a person: asked for by name and time-out, one after the other, never forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import Choice, choose_availability
from shopbell.promises.promise import Kind, make_promise
from shopbell.promises.waiting_line import stand_of
from shopbell.routing import call_offering, looking
from shopbell.routing.answering import accept_offer, decline_offer, expire_offer
from shopbell.routing.assigning import route_ticket
from shopbell.routing.looking import LOOK, look, react
from shopbell.routing.models import Offer
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.status import Status, set_status, solve_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.waiting.calling import note_reached
from shopbell.waiting.models import CallBack

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R98", "R112")]
HOUR = timedelta(hours=1)


@pytest.fixture
def booked(mina, returns):
    """`booked(begins)`: Mina is to be called within the hour that begins then; nobody has the ticket."""

    def book(begins=timedelta(minutes=-1), channel="form"):
        ticket = create_ticket(customer=mina, channel=channel, subject="My lamp", team=returns, by=mina)
        start = timezone.now() + begins
        CallBack.objects.create(ticket=ticket, number="+442079460018", from_at=start)
        make_promise(ticket, start + HOUR, kind=Kind.CALL, from_at=start)
        return ticket

    return book


def offer_of(ticket):
    return Offer.objects.open().select_related("ticket", "agent").filter(ticket=ticket).first()


def later(ticket, *, by):
    """As if the call had been due for so long."""
    CallBack.objects.filter(ticket=ticket).update(from_at=timezone.now() - by)


@pytest.mark.parametrize("mode", ["off", "direct", "push", "pull"])
def test_at_its_time_somebody_is_asked_whatever_way_tickets_go(mode, booked, routed, bo_is_there):
    routed(mode)
    ticket = booked()

    look()

    offer = offer_of(ticket)
    assert offer.agent == bo_is_there
    accept_offer(offer, by=bo_is_there)
    ticket.refresh_from_db()
    assert ticket.assignee == bo_is_there
    look()
    assert offer_of(ticket) is None  # it has reached somebody


def test_before_its_time_nobody_is_asked(booked, bo_is_there):
    ticket = booked(timedelta(minutes=10))

    look()

    assert offer_of(ticket) is None


def test_who_does_not_take_it_in_time_is_followed_by_the_next(booked, ada_is_there, bo_is_there):
    ticket = booked()
    look()
    first = offer_of(ticket)

    expire_offer(first.pk, first.until)
    look()

    second = offer_of(ticket)
    assert {first.agent, second.agent} == {ada_is_there, bo_is_there}
    decline_offer(second, by=second.agent)
    look()
    assert offer_of(ticket) is None  # both let it pass a moment ago
    Offer.objects.update(answered_at=timezone.now() - timedelta(minutes=6))
    look()
    assert offer_of(ticket) is not None


def test_its_agent_is_asked_first_however_much_they_do(booked, ada_is_there, bo_is_there, mina, returns):
    ticket = booked()
    for _ in range(3):
        busy = create_ticket(customer=mina, channel="chat", subject="?", team=returns, by=mina)
        assign_ticket(busy, ada_is_there, by="routing")
    assign_ticket(ticket, ada_is_there, by="routing")

    look()

    offer = offer_of(ticket)
    assert offer.agent == ada_is_there
    accept_offer(offer, by=ada_is_there)
    look()
    assert offer_of(ticket) is None


def test_a_ticket_that_was_taken_back_and_is_theirs_again_is_theirs_to_call(
    booked, ada_is_there, bo_is_there
):
    ticket = booked()
    assign_ticket(ticket, ada_is_there, by=ada_is_there)
    assign_ticket(ticket, None, by="routing", is_away=True)
    assign_ticket(ticket, ada_is_there, by="routing")

    look()

    assert offer_of(ticket).agent == ada_is_there


def test_who_let_the_call_itself_pass_is_not_asked_first_again(booked, ada_is_there, bo_is_there):
    ticket = booked()
    assign_ticket(ticket, ada_is_there, by="routing")
    look()
    decline_offer(offer_of(ticket), by=ada_is_there)

    look()

    assert offer_of(ticket).agent == bo_is_there


def test_when_its_agent_is_away_another_is_asked_and_has_it(booked, ada_is_there, bo_is_there):
    ticket = booked()
    assign_ticket(ticket, ada_is_there, by="routing")
    choose_availability(ada_is_there, Choice.AWAY)

    look()

    offer = offer_of(ticket)
    assert offer.agent == bo_is_there
    accept_offer(offer, by=bo_is_there)
    ticket.refresh_from_db()
    assert ticket.assignee == bo_is_there


def test_who_took_it_and_went_away_is_followed_by_another(booked, ada_is_there, bo_is_there):
    ticket = booked()
    assign_ticket(ticket, ada_is_there, by=ada_is_there)
    look()
    assert offer_of(ticket) is None  # Ada took it herself

    choose_availability(ada_is_there, Choice.AWAY)
    look()

    assert offer_of(ticket).agent == bo_is_there


def test_who_talks_in_a_chat_is_not_asked_until_it_is_late(booked, bo_is_there, mina, returns):
    ticket = booked()
    busy = create_ticket(customer=mina, channel="chat", subject="?", team=returns, by=mina)
    assign_ticket(busy, bo_is_there, by="routing")

    look()
    assert offer_of(ticket) is None

    later(ticket, by=timedelta(hours=2))
    look()
    assert offer_of(ticket).agent == bo_is_there


def test_a_call_fills_whoever_makes_it(booked, routed, bo_is_there, mina, returns):
    routed("direct")
    ticket = booked()
    assign_ticket(ticket, bo_is_there, by=bo_is_there)
    chat = create_ticket(customer=mina, channel="chat", subject="?", team=returns, by=mina)

    assert route_ticket(chat.pk) is None
    assert stand_of(chat, timezone.now()).foretold() is None  # no place for as long as they call

    note_reached(ticket, by=bo_is_there)
    assert route_ticket(chat.pk) is not None
    assert stand_of(chat, timezone.now()).foretold() is not None


def test_it_is_never_given_as_if_it_were_a_mail(booked, routed, bo_is_there):
    routed("direct")
    ticket = booked()

    assert route_ticket(ticket.pk) is None
    look()

    ticket.refresh_from_db()
    assert ticket.assignee is None and offer_of(ticket) is not None


@pytest.mark.parametrize("status", [Status.PENDING, Status.ON_HOLD])
def test_it_is_made_also_where_an_answer_waits_for_somebody_else(status, booked, bo_is_there):
    ticket = booked()
    set_status(ticket, status, by=bo_is_there)

    look()

    accept_offer(offer_of(ticket), by=bo_is_there)
    ticket.refresh_from_db()
    assert ticket.assignee == bo_is_there


def test_what_is_over_is_called_about_by_nobody(booked, bo_is_there):
    ticket = booked()
    solve_ticket(ticket, by=bo_is_there)

    look()

    assert offer_of(ticket) is None


def test_nobody_without_the_right_is_asked(booked, bo_is_there):
    ticket = booked()
    bo_is_there.role.permissions = ["ticket:read_all"]
    bo_is_there.role.save()

    look()

    assert offer_of(ticket) is None


def test_the_one_due_first_is_asked_about_first(booked, bo_is_there):
    second, first = booked(), booked(timedelta(minutes=-20))

    look()

    assert offer_of(first) is not None and offer_of(second) is None


def test_who_asks_for_a_call_at_once_is_looked_after_at_once(booked, bo_is_there, monkeypatch):
    asked = []
    monkeypatch.setattr(looking, "look_soon", lambda: asked.append(LOOK))
    ticket = booked()

    react(record(ticket, Verb.CALL_ASKED, by=ticket.customer))

    assert asked == [LOOK]


def test_the_offer_says_that_it_is_a_call_and_by_when(booked, desk, bo_is_there, shop_chat):
    booked()
    look()

    shown = desk(bo_is_there).get("/desk/routing/offers/").content.decode()

    assert "Call back" in shown and "My lamp" in shown


def test_one_that_fails_keeps_no_other_from_being_asked(booked, ada_is_there, bo_is_there, monkeypatch):
    bad, good = booked(timedelta(minutes=-5)), booked()
    offer_call = call_offering.offer_call
    monkeypatch.setattr(
        call_offering, "offer_call", lambda pk, *more: 1 / 0 if pk == bad.pk else offer_call(pk, *more)
    )

    look()

    assert offer_of(good) is not None
