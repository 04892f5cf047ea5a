"""Finding somebody: who fits best gets it at once, with the reasons; nobody who must not; and all of it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import choose_availability
from shopbell.routing.assigning import route_ticket
from shopbell.routing.assignment_reason import lines_of
from shopbell.routing.looking import react
from shopbell.routing.models import AgentSkill, AssignmentReason, ReasonSkill, Skill, Wish
from shopbell.routing.need import Requirements
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb
from shopbell.tickets.models import ContactReason, Ticket
from shopbell.tickets.snooze import snooze_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.routing.arriving import answered, tell_all, ticket_of

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R98")
def test_a_ticket_is_given_to_somebody_of_its_team_with_the_reasons(late_parcel, routed, bo_is_there, cy):
    routed("direct")
    be_there(cy)  # of another team

    tell_all(late_parcel)

    assert late_parcel.assignee == bo_is_there
    assert late_parcel.events.get(verb="assigned").rule == "routing"
    reason = AssignmentReason.objects.get()
    assert (reason.ticket, reason.agent) == (late_parcel, bo_is_there)
    assert [line.text for line in lines_of(reason.parts, "Mina")] == [
        "0 open tickets", "No new ticket for an hour or more",
    ]  # fmt: skip


def test_a_team_that_is_not_routed_goes_on_as_ever(late_parcel, bo_is_there, shop_chat):
    tell_all(late_parcel)
    Shopper(shop_chat).start("Hello")

    assert late_parcel.assignee is None
    assert Ticket.objects.get(channel="chat").assignee == bo_is_there
    assert not AssignmentReason.objects.filter(ticket=late_parcel).exists()


def test_a_ticket_of_a_team_that_is_not_routed_is_not_even_claimed(late_parcel, django_assert_num_queries):
    [event] = late_parcel.events.select_related("ticket").filter(verb=Verb.RECEIVED)

    with django_assert_num_queries(1):
        react(event)


def test_a_chat_of_a_routed_team_is_given_by_the_same_rules(routed, bo_is_there, ada_is_there, shop_chat):
    routed("direct")
    skill = Skill.objects.create(name="Chats", channels=["chat"])
    AgentSkill.objects.create(skill=skill, agent=ada_is_there, level=3)

    Shopper(shop_chat).start("Hello")
    ticket = Ticket.objects.get()
    assert ticket.assignee is None
    tell_all(ticket)

    assert ticket.assignee == ada_is_there


@pytest.mark.requirement("R98", "R102")
def test_whoever_has_the_skill_comes_first_and_who_lacks_a_required_one_never(
    mina, returns, routed, bo_is_there, ada_is_there
):
    routed("direct")
    french = Skill.objects.create(name="French", language="fr")
    AgentSkill.objects.create(skill=french, agent=ada_is_there, level=2)
    ticket = ticket_of(mina, returns, language="fr-CA")
    tell_all(ticket)
    assert ticket.assignee == ada_is_there
    assert "French: Does it well" in [
        line.text for line in lines_of(AssignmentReason.objects.get().parts, "Mina")
    ]

    AgentSkill.objects.all().delete()
    Skill.objects.update(is_required=True)
    waits = ticket_of(mina, returns, language="fr")
    tell_all(waits)
    assert waits.assignee is None


def test_a_detail_needs_what_its_reason_needs_unless_it_says_otherwise(mina, returns, routed):
    reason = ContactReason.objects.get(name="Return")
    detail = ContactReason.objects.create(name="Too small", stage=reason.stage, parent=reason)
    shoes, shirts = Skill.objects.create(name="Shoes"), Skill.objects.create(name="Shirts")
    ReasonSkill.objects.create(skill=shoes, reason=reason, level=2)
    ticket = ticket_of(mina, returns, reason=detail)
    assert [each.skill for each in Requirements().wanted(ticket)] == [shoes.pk]

    ReasonSkill.objects.create(skill=shirts, reason=detail, level=1)
    assert [each.skill for each in Requirements().wanted(ticket)] == [shirts.pk]


@pytest.mark.requirement("R101")
def test_the_same_agent_helps_again_unless_they_are_away(mina, returns, routed, bo_is_there, ada_is_there):
    routed("direct")
    earlier = answered(ticket_of(mina, returns), ada_is_there)
    set_status(earlier, "solved", by=ada_is_there)

    first = ticket_of(mina, returns)
    tell_all(first)
    assert first.assignee == ada_is_there

    choose_availability(ada_is_there, "away")
    second = ticket_of(mina, returns)
    tell_all(second)
    assert second.assignee == bo_is_there


@pytest.mark.requirement("R101")
def test_who_helped_last_is_who_answered_not_who_had_it(mina, returns, routed, bo_is_there, ada_is_there):
    routed("direct")
    answered(ticket_of(mina, returns), bo_is_there)
    earlier = answered(ticket_of(mina, returns), ada_is_there)
    assign_ticket(earlier, bo_is_there, by=ada_is_there)  # he has it, and never wrote a word in it
    assign_ticket(ticket_of(mina, returns), bo_is_there, by=bo_is_there)  # nor in this one

    ticket = ticket_of(mina, returns)
    tell_all(ticket)

    assert ticket.assignee == ada_is_there


@pytest.mark.requirement("R100")
def test_the_agent_whom_the_customer_asked_for_gets_it_before_the_usual_one(
    mina, returns, routed, bo_is_there, ada_is_there
):
    routed("direct")
    answered(ticket_of(mina, returns), ada_is_there)
    ticket = ticket_of(mina, returns)
    Wish.objects.create(ticket=ticket, agent=bo_is_there)

    tell_all(ticket)

    assert ticket.assignee == bo_is_there


@pytest.mark.parametrize("choice", ["busy", "away", "offline"])
def test_nobody_is_given_anything_who_is_not_available(late_parcel, routed, bo_is_there, choice):
    routed("direct")
    choose_availability(bo_is_there, choice)

    tell_all(late_parcel)

    assert late_parcel.assignee is None


def test_nobody_is_given_what_they_may_not_answer(late_parcel, routed, bo_is_there):
    routed("direct")
    role = bo_is_there.role
    role.permissions = [each for each in role.permissions if each != "ticket:reply"]
    role.save()

    tell_all(late_parcel)

    assert late_parcel.assignee is None


def test_who_gave_it_back_is_not_given_it_again_at_once(late_parcel, routed, bo_is_there, ada):
    routed("direct")
    assign_ticket(late_parcel, bo_is_there, by=ada)
    assign_ticket(late_parcel, None, by=bo_is_there)

    assert route_ticket(late_parcel.pk) is None
    be_there(ada)
    assert route_ticket(late_parcel.pk).agent == ada


@pytest.mark.parametrize("rest", ["solved", "snoozed", "spam"])
def test_what_needs_nobody_is_given_to_nobody(late_parcel, routed, bo_is_there, ada, rest):
    if rest == "solved":
        set_status(late_parcel, "solved", by=ada)
    elif rest == "snoozed":
        snooze_ticket(late_parcel, until=timezone.now() + timedelta(days=1), by=ada)
    else:
        mark_spam(late_parcel, by=ada)
    routed("direct")

    tell_all(late_parcel)

    assert late_parcel.assignee is None


def test_telling_twice_assigns_once(late_parcel, routed, bo_is_there, ada_is_there):
    routed("direct")

    tell_all(late_parcel)
    tell_all(late_parcel)

    assert late_parcel.events.filter(verb="assigned").count() == 1


def test_an_agent_of_the_team_is_no_guest_because_the_customer_asked_for_them(
    late_parcel, routed, bo_is_there
):
    routed("direct")
    bo_is_there.role.permissions = ["ticket:reply", "ticket:read_team"]
    bo_is_there.role.save()
    Wish.objects.create(ticket=late_parcel, agent=bo_is_there)

    assert route_ticket(late_parcel.pk).agent == bo_is_there
