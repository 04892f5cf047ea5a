"""The button for the next ticket: one press, one ticket, and the reasons for it to read."""

import re

import pytest

from shopbell.routing.assigning import route_ticket
from shopbell.routing.pulling import next_once, next_ticket
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.models import Ticket
from tests.routing.arriving import ticket_of
from tests.two_connections import Other

HX = {"HX-Request": "true"}


@pytest.mark.django_db
def test_the_button_is_there_for_who_can_use_it_and_leads_to_the_ticket(desk, late_parcel, routed, bo):
    assert 'class="next-ticket"' not in desk(bo).get("/desk/views/mine/").content.decode()
    routed("pull")
    assert 'class="next-ticket"' in desk(bo).get("/desk/views/mine/").content.decode()

    answer = desk(bo).post("/desk/routing/next/", headers=HX)
    assert answer.headers["HX-Redirect"] == f"/desk/tickets/{late_parcel.pk}/"
    answer = desk(bo).post("/desk/routing/next/", headers=HX)
    assert "Nothing waits" in answer.headers["HX-Trigger"]


@pytest.mark.django_db
def test_one_press_gets_one_ticket_and_the_next_press_the_next(desk, mina, returns, routed, bo):
    routed("pull")
    first, second = (ticket_of(mina, returns) for _ in range(2))
    page = desk(bo).get("/desk/views/mine/").content.decode()
    [press] = re.findall(r'name="press" value="(\w+)"', page)

    answers = [desk(bo).post("/desk/routing/next/", {"press": press}, headers=HX) for _ in range(2)]

    assert [each.headers["HX-Redirect"] for each in answers] == [f"/desk/tickets/{first.pk}/"] * 2
    answer = desk(bo).post("/desk/routing/next/", {"press": "another"}, headers=HX)
    assert answer.headers["HX-Redirect"] == f"/desk/tickets/{second.pk}/"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one(mina, returns, routed, bo):
    routed("pull")
    for _ in range(2):
        ticket_of(mina, returns)
    presses = [Other(next_once, bo, "double") for _ in range(2)]

    assert len({each.outcome().pk for each in presses}) == 1
    assert Ticket.objects.filter(assignee=bo).count() == 1


@pytest.mark.django_db
@pytest.mark.requirement("R98")
def test_the_reasons_can_be_read_in_the_ticket(desk, late_parcel, routed, bo_is_there, ada):
    routed("direct")
    address = f"/desk/tickets/{late_parcel.pk}/routing/"
    assert (
        "Nobody who is there could be given it so far." in desk(ada).get(address, headers=HX).content.decode()
    )
    assert (
        "Bo Lind" in desk(ada).get(address, headers=HX).content.decode()
    )  # how he stands, for who sees the wall
    assert "Bo Lind" not in desk(bo_is_there).get(address, headers=HX).content.decode().replace("data-", "")

    route_ticket(late_parcel.pk)

    page = desk(bo_is_there).get(address, headers=HX).content.decode()
    assert "Why me?" in page and "0 open tickets" in page
    assert "Why Bo Lind?" in desk(ada).get(address).content.decode()


@pytest.mark.django_db
def test_what_spoke_for_an_earlier_assignment_is_not_said_of_one_by_hand(
    desk, mina, returns, routed, bo, ada
):
    routed("pull")
    ticket = ticket_of(mina, returns)
    address = f"/desk/tickets/{ticket.pk}/routing/"
    next_ticket(bo)
    assert "They asked for the next ticket" in desk(bo).get(address).content.decode()

    assign_ticket(ticket, None, by=bo)
    assign_ticket(ticket, bo, by=ada)

    assert "They asked for the next ticket" not in desk(bo).get(address).content.decode()
