"""Agents and teams go; their work stays and is seen by others."""

import pytest
from django.db import transaction
from django.utils import timezone

from shopbell.accounts.availability import Availability
from shopbell.accounts.handover import deactivate_agent
from shopbell.accounts.models import Agent, Team
from shopbell.channels.chat.manned import assign_to_somebody
from shopbell.core.errors import Refused
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.models import ContactReason, Macro
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket
from tests.two_connections import Other, held_up_by_us


def test_open_tickets_of_an_agent_who_goes_are_seen_by_the_team_again(desk, root, bo, wrong_size):
    browser = desk(root)
    assert "1 open ticket of theirs" in browser.get(f"/desk/settings/agents/{bo.pk}/").content.decode()

    page = browser.post(f"/desk/settings/agents/{bo.pk}/active/", {"active": "no"}, follow=True)

    assert "1 open ticket went back to its queue." in page.content.decode()
    wrong_size.refresh_from_db()
    event = wrong_size.events.latest("pk")
    assert (wrong_size.assignee, wrong_size.team.name) == (None, "Returns")
    assert (event.verb, event.agent) == ("unassigned", root)


def test_solved_tickets_stay_with_who_solved_them(root, bo, wrong_size):
    set_status(wrong_size, "solved", by=bo)

    assert deactivate_agent(bo, by=root) == 0

    wrong_size.refresh_from_db()
    assert wrong_size.assignee == bo


def test_deactivating_twice_changes_nothing(root, bo, wrong_size):
    assert [deactivate_agent(bo, by=root), deactivate_agent(bo, by=root)] == [1, 0]
    assert wrong_size.events.filter(verb="unassigned").count() == 1


def test_a_solved_ticket_of_an_agent_who_is_gone_opens_for_everybody(root, bo, wrong_size):
    set_status(wrong_size, "solved", by=bo)
    deactivate_agent(bo, by=root)

    receive_message(wrong_size, "It broke again.", customer=wrong_size.customer, channel="email")

    wrong_size.refresh_from_db()
    assert (wrong_size.status, wrong_size.assignee) == ("open", None)
    assert wrong_size.events.latest("pk").verb == "unassigned"


@pytest.mark.django_db(transaction=True)
def test_a_ticket_given_to_an_agent_who_goes_at_that_moment_goes_back_too(root, ada, bo, late_parcel):
    with held_up_by_us(deactivate_agent, bo, by=root) as others:
        assign_ticket(late_parcel, bo, by=ada)

    assert others[0].outcome() == 1
    late_parcel.refresh_from_db()
    assert late_parcel.assignee is None


@pytest.mark.django_db(transaction=True)
def test_nobody_is_given_a_ticket_while_they_go(root, ada, bo, late_parcel):
    with held_up_by_us(assign_ticket, late_parcel, bo, by=ada) as others:
        deactivate_agent(bo, by=root)

    assert isinstance(others[0].outcome(), Refused)
    late_parcel.refresh_from_db()
    assert late_parcel.assignee is None


@pytest.mark.django_db(transaction=True)
def test_a_chat_finds_somebody_else_while_an_agent_goes(root, ada, bo, late_parcel):
    for agent in (ada, bo):
        Availability.objects.create(agent=agent, chosen="available", seen_at=timezone.now())
    Ticket.objects.create(
        subject="Ada has one", channel="chat", status="open", customer=late_parcel.customer, assignee=ada
    )

    with held_up_by_us(transaction.atomic(assign_to_somebody), late_parcel) as others:
        deactivate_agent(bo, by=root)

    assert others[0].outcome() == ada


@pytest.mark.django_db(transaction=True)
def test_an_agent_who_writes_while_they_are_let_go_stops_nobody(root, bo, wrong_size):
    with transaction.atomic():
        wrong_size.lock()
        going = Other(deactivate_agent, bo, by=root)
        going.wait_until_held_up()
        add_note(wrong_size, "One more thing", by=bo)  # which makes PostgreSQL hold Bo's row a little

    assert going.outcome() == 1


def test_the_last_keeper_keeps_their_tickets_too(root, wrong_size):
    Ticket.objects.update(assignee=root)

    with pytest.raises(Refused, match="Somebody must stay"):
        deactivate_agent(root, by=root)

    wrong_size.refresh_from_db()
    assert wrong_size.assignee == root and Agent.objects.get(pk=root.pk).is_active


@pytest.fixture
def equipped(returns, late_parcel, wrong_size, care, bo):
    """Returns has an open and a solved ticket, an inbox, a macro and a reason."""
    set_status(wrong_size, "solved", by=bo)
    Macro.objects.create(name="Label", text="Here is your label.", team=returns)
    ContactReason.objects.filter(name="Return").update(team=returns)
    return returns


def test_what_a_team_had_goes_to_the_team_that_follows(
    desk, root, equipped, advice, care, late_parcel, wrong_size
):
    browser = desk(root)
    asked = browser.get(f"/desk/settings/teams/{equipped.pk}/delete/").content.decode()
    assert "2 tickets are with this team." in asked and "Product advice" in asked

    browser.post(f"/desk/settings/teams/{equipped.pk}/delete/", {"heir": advice.pk})

    for row in (care, late_parcel, wrong_size):
        row.refresh_from_db()
        assert row.team == advice
    assert Macro.objects.get().team == ContactReason.objects.get(name="Return").team == advice
    for ticket in (late_parcel, wrong_size):  # one is open and one is solved
        event = ticket.events.latest("pk")
        assert (event.verb, event.agent, event.data) == ("moved", root, {"team": "Product advice"})
    assert not Team.objects.filter(pk=equipped.pk).exists()


def test_without_a_team_that_follows_nothing_is_lost(desk, root, equipped, care, late_parcel):
    desk(root).post(f"/desk/settings/teams/{equipped.pk}/delete/", {"heir": ""})

    late_parcel.refresh_from_db()
    care.refresh_from_db()
    assert (late_parcel.team, care.team, Macro.objects.get().team) == (None, None, None)


@pytest.mark.parametrize("heir", ["999999", "x", "itself"])
def test_a_team_that_is_not_there_follows_nobody(desk, root, equipped, heir):
    chosen = str(equipped.pk) if heir == "itself" else heir
    page = desk(root).post(f"/desk/settings/teams/{equipped.pk}/delete/", {"heir": chosen})

    assert page.status_code == 422 and "Choose again" in page.content.decode()
    assert Team.objects.filter(pk=equipped.pk).exists()
