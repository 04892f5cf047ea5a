"""Offers: who fits best is asked, and has a while to take it; then the next is, and nobody twice at once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.availability import choose_availability
from shopbell.core.errors import Refused
from shopbell.routing.answering import accept_offer, decline_offer, expire_offer, expire_offers
from shopbell.routing.assigning import EXPIRE, route_ticket
from shopbell.routing.looking import LOOK, look, react
from shopbell.routing.models import AssignmentReason, Offer
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.models import Ticket
from shopbell.tickets.snooze import snooze_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import ticket_of

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def offered(late_parcel, routed, bo_is_there):
    """The late parcel is offered to Bo for thirty seconds."""
    routed("push", accept_seconds=30)
    offer = route_ticket(late_parcel.pk)
    return Offer.objects.select_related("ticket", "agent").get(pk=offer.pk)


def next_of(ticket):
    """What the newest event leads to."""
    react(Event.objects.select_related("ticket").filter(ticket=ticket).latest("pk"))
    return Offer.objects.open().filter(ticket=ticket).first()


@pytest.mark.requirement("R98")
def test_a_ticket_is_offered_and_nobody_has_it_until_it_is_accepted(offered, bo, late_parcel):
    late_parcel.refresh_from_db()
    assert (offered.agent, late_parcel.assignee) == (bo, None)
    job = ProcrastinateJob.objects.get(task_name=EXPIRE)
    assert job.scheduled_at == offered.until
    assert route_ticket(late_parcel.pk) is None  # somebody is asked already

    accept_offer(offered, by=bo)

    late_parcel.refresh_from_db()
    assert late_parcel.assignee == bo
    assert AssignmentReason.objects.get().parts == offered.parts
    assert [e.verb for e in late_parcel.events.order_by("pk")][-2:] == ["offered", "assigned"]


@pytest.mark.requirement("R98")
def test_who_does_not_take_it_in_time_is_passed_over_and_the_next_does(offered, ada, bo, late_parcel):
    be_there(ada)
    assert not expire_offer(offered.pk)  # its time is not over
    assert expire_offer(offered.pk, offered.until)
    assert not expire_offer(offered.pk, offered.until)

    second = next_of(late_parcel)
    assert second.agent == ada
    with pytest.raises(Refused, match="too late"):
        accept_offer(offered, by=bo)
    accept_offer(second, by=ada)
    late_parcel.refresh_from_db()
    assert late_parcel.assignee == ada


def test_who_let_it_pass_is_not_asked_again_at_once(offered, bo, late_parcel):
    decline_offer(offered, by=bo)
    decline_offer(offered, by=bo)

    assert next_of(late_parcel) is None
    assert late_parcel.events.filter(verb="offer_declined").count() == 1
    later = timezone.now() + timedelta(minutes=6)
    bo.availability.seen_at = later
    bo.availability.save()
    assert route_ticket(late_parcel.pk, later).agent == bo


def test_an_offer_that_is_over_cannot_be_accepted_even_before_the_desk_has_ended_it(offered, bo):
    with pytest.raises(Refused, match="too late"):
        accept_offer(offered, by=bo, now=offered.until)


def test_an_offer_has_no_point_once_somebody_took_the_ticket_or_solved_it(offered, bo, ada, late_parcel):
    assign_ticket(late_parcel, ada, by=ada)
    assert next_of(late_parcel) is None

    offered.refresh_from_db()
    assert offered.answer == "withdrawn"
    with pytest.raises(Refused, match="too late"):
        accept_offer(offered, by=bo)


def test_who_goes_away_is_asked_no_longer_and_the_next_is(offered, bo, ada, late_parcel):
    be_there(ada)
    choose_availability(bo, "away")

    look()

    assert Offer.objects.open().get().agent == ada
    offered.refresh_from_db()
    assert offered.answer == "withdrawn"


def test_nobody_is_asked_about_two_tickets_at_once(offered, bo, mina, returns):
    second = ticket_of(mina, returns)
    assert route_ticket(second.pk) is None

    accept_offer(offered, by=bo)
    next_of(offered.ticket)
    assert ProcrastinateJob.objects.filter(task_name=LOOK).exists()
    look()

    assert Offer.objects.open().get().ticket == second


def test_an_offer_whose_job_was_lost_is_ended_by_the_minutes_look(offered):
    assert expire_offers(offered.until) == 1
    assert expire_offers(offered.until) == 0


def test_the_agent_is_told_why_it_is_them(desk, offered, bo):
    page = desk(bo).get("/desk/routing/offers/").content.decode()

    assert "Where is my parcel?" in page and "Why me?" in page and "0 open tickets" in page


def test_accepting_leads_to_the_ticket(desk, offered, bo, late_parcel):
    answer = desk(bo).post(f"/desk/routing/offers/{offered.pk}/accept/", headers=HX)

    assert answer.headers["HX-Redirect"] == f"/desk/tickets/{late_parcel.pk}/"
    late_parcel.refresh_from_db()
    assert late_parcel.assignee == bo


def test_too_late_is_said_and_what_is_offered_now_is_shown(desk, offered, bo):
    decline_offer(offered, by=bo)

    answer = desk(bo).post(f"/desk/routing/offers/{offered.pk}/accept/", headers=HX)

    assert "It is too late" in answer.headers["HX-Trigger"]
    assert "Where is my parcel?" not in answer.content.decode()


def test_nobody_answers_the_offer_of_another(desk, offered, ada):
    assert desk(ada).post(f"/desk/routing/offers/{offered.pk}/accept/").status_code == 404
    assert desk(ada).get("/desk/routing/offers/").content.decode().count("offer-answer") == 0


def test_solving_it_withdraws_the_offer_at_once(offered, ada, late_parcel):
    set_status(late_parcel, "solved", by=ada)
    next_of(late_parcel)

    assert not Offer.objects.open().exists()
    assert Ticket.objects.get(pk=late_parcel.pk).assignee is None


def test_a_ticket_that_moves_away_is_offered_no_longer_and_its_new_team_is_asked(
    desk, offered, bo, ada, cy, late_parcel, routed, advice
):
    be_there(cy)
    routed("push", team=advice)
    move_to_team(late_parcel, advice, by=ada)

    assert "Where is my parcel?" not in desk(bo).get("/desk/routing/offers/").content.decode()
    with pytest.raises(Refused, match="too late"):  # before the desk has ended it
        accept_offer(offered, by=bo)
    assert next_of(late_parcel).agent == cy

    offered.refresh_from_db()
    assert offered.answer == "withdrawn"
    late_parcel.refresh_from_db()
    assert late_parcel.assignee is None


def test_telling_again_of_a_move_that_came_before_leaves_the_offer(offered, bo, ada, late_parcel):
    earlier = record(late_parcel, Verb.MOVED, by=ada)
    Event.objects.filter(pk=earlier.pk).update(created_at=offered.offered_at - timedelta(minutes=1))

    assert next_of(late_parcel) == offered


@pytest.mark.parametrize("rest", ["solved", "snoozed", "spam"])
def test_what_wants_nobody_any_more_cannot_be_accepted_even_before_the_desk_has_ended_it(
    offered, bo, ada, late_parcel, rest
):
    if rest == "solved":
        set_status(late_parcel, "solved", by=ada)
    elif rest == "snoozed":
        snooze_ticket(late_parcel, until=timezone.now() + timedelta(days=1), by=ada)
    else:
        mark_spam(late_parcel, by=ada)

    with pytest.raises(Refused, match="too late"):
        accept_offer(offered, by=bo)


def test_who_may_not_answer_any_more_cannot_accept(offered, bo):
    bo.role.permissions = [each for each in bo.role.permissions if each != "ticket:reply"]
    bo.role.save()

    with pytest.raises(Refused, match="too late"):
        accept_offer(offered, by=bo)


def test_a_second_click_leads_to_the_ticket_as_the_first_did(desk, offered, bo, late_parcel):
    address = f"/desk/routing/offers/{offered.pk}/accept/"

    answers = [desk(bo).post(address, headers=HX) for _ in range(2)]

    assert [answer.headers["HX-Redirect"] for answer in answers] == [f"/desk/tickets/{late_parcel.pk}/"] * 2
    assert late_parcel.events.filter(verb="assigned").count() == 1
