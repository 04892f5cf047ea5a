"""Finding somebody: who fits best gets it at once, with the reasons; nobody who must not; and all of it once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.availability import choose_availability
from shopbell.routing import assigning
from shopbell.routing.assigning import Miss, find_agent, route_ticket
from shopbell.routing.assignment_reason import lines_of
from shopbell.routing.looking import LOOK, LOOK_AGAIN, look, look_each_minute, react
from shopbell.routing.models import AgentSkill, AssignmentReason, Offer, ReasonSkill, Skill, Wish
from shopbell.routing.need import Requirements
from shopbell.routing.queue import route_waiting
from shopbell.routing.taking_back import absent_with_work, take_back
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import ContactReason, Ticket
from shopbell.tickets.snooze import snooze_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import create_ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper

pytestmark = pytest.mark.django_db


def ticket_of(customer, team, channel="email", **more):
    ticket = create_ticket(customer=customer, channel=channel, subject="?", team=team, by=customer, **more)
    receive_message(ticket, "Hello", customer=customer, channel=channel)
    return ticket


def answered(ticket, agent):
    """`ticket`, which `agent` has and has answered."""
    assign_ticket(ticket, agent, by=agent)
    write_reply(ticket, "It is on its way.", by=agent, channel=ticket.channel)
    return ticket


def tell_all(ticket):
    for event in ticket.events.select_related("ticket").order_by("pk"):
        react(event)
    ticket.refresh_from_db()


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


def test_three_chats_fill_an_agent_and_the_fourth_waits_until_one_is_solved(
    mina, returns, routed, bo_is_there
):
    routed("direct")
    chats = [ticket_of(mina, returns, "chat") for _ in range(4)]
    for chat in chats:
        tell_all(chat)
    assert [chat.assignee for chat in chats] == [bo_is_there] * 3 + [None]
    mail = ticket_of(mina, returns)
    tell_all(mail)
    assert mail.assignee == bo_is_there  # it waits beside them

    set_status(chats[0], "solved", by=bo_is_there)
    tell_all(chats[0])
    assert ProcrastinateJob.objects.filter(task_name=LOOK).exists()
    look()

    chats[3].refresh_from_db()
    assert chats[3].assignee == bo_is_there


def test_a_forgotten_talk_holds_no_place_and_mails_keep_nobody_from_a_chat(
    mina, returns, routed, bo_is_there
):
    routed("direct")
    bo_is_there.capacity = 3
    bo_is_there.save()
    for _ in range(3):
        assign_ticket(ticket_of(mina, returns, "chat"), bo_is_there, by=bo_is_there)
    answered = {"waiting_since": None, "last_message_at": timezone.now() - timedelta(hours=1)}
    Ticket.objects.update(**answered)

    chat, mail = ticket_of(mina, returns, "chat"), ticket_of(mina, returns)
    for ticket in (chat, mail):
        tell_all(ticket)

    assert (chat.assignee, mail.assignee) == (bo_is_there, None)


def test_an_agent_who_comes_finds_the_live_ones_first_and_then_the_longest_wait(mina, returns, routed, bo):
    routed("direct")
    for days in (3, 5, 1):
        ticket_of(mina, returns)
        Ticket.objects.filter(pk=Ticket.objects.latest("pk").pk).update(
            waiting_since=timezone.now() - timedelta(days=days)
        )
    chat = ticket_of(mina, returns, "chat")
    bo.capacity = 3
    bo.save()

    choose_availability(be_there(bo), "available")
    assert ProcrastinateJob.objects.filter(task_name=LOOK).count() == 1
    assert route_waiting([returns.pk]) == 3

    given = [reason.ticket for reason in AssignmentReason.objects.order_by("pk")]
    days = [(timezone.now() - each.waiting_since).days for each in given]
    assert given[0] == chat and days == [0, 5, 3]


def test_what_nobody_can_take_holds_up_nothing_behind_it(mina, returns, advice, routed, bo_is_there):
    routed("direct")
    routed("direct", team=advice)  # where nobody is there
    Skill.objects.create(name="French", language="fr", is_required=True)
    for _ in range(12):
        ticket_of(mina, returns, language="fr"), ticket_of(mina, advice)
    behind = ticket_of(mina, returns)

    assert route_waiting([advice.pk, returns.pk]) == 1

    assert AssignmentReason.objects.get().ticket == behind


def test_whole_portions_that_nobody_can_take_hold_up_nothing_behind_them(
    mina, returns, advice, routed, bo_is_there, ada, monkeypatch
):
    monkeypatch.setattr("shopbell.routing.queue.MOST_AT_ONCE", 4)
    routed("direct")
    for language in ("fr", "de", "nl"):
        Skill.objects.create(name=language, language=language, is_required=True)
    reason = ContactReason.objects.get(name="Return")
    for number in range(9):
        ticket = ticket_of(
            mina, returns, language=["fr", "fr-CA", "de"][number % 3], reason=[None, reason][number % 2]
        )
        if number == 7:
            Wish.objects.create(ticket=ticket, agent=ada)
    behind = [ticket_of(mina, returns), ticket_of(mina, returns, reason=reason)]
    Ticket.objects.exclude(pk__in=[each.pk for each in behind]).update(
        waiting_since=timezone.now() - timedelta(days=2)
    )

    for _look in range(3):  # a look tries so many and no more
        route_waiting([returns.pk])

    assert {reason.ticket for reason in AssignmentReason.objects.all()} == set(behind)


def test_a_ticket_that_somebody_has_in_hand_condemns_none_that_is_like_it(
    mina, returns, routed, bo_is_there, monkeypatch
):
    routed("direct")
    held, free = ticket_of(mina, returns, "chat"), ticket_of(mina, returns, "chat")
    Ticket.objects.filter(pk=held.pk).update(waiting_since=timezone.now() - timedelta(hours=1))
    claim = assigning.claim
    monkeypatch.setattr(assigning, "claim", lambda pk: None if pk == held.pk else claim(pk))

    assert route_waiting([returns.pk]) == 1
    assert AssignmentReason.objects.get().ticket == free


def test_a_ticket_that_fails_ends_no_look(mina, returns, routed, bo_is_there, monkeypatch):
    routed("direct")
    fails, goes = ticket_of(mina, returns), ticket_of(mina, returns)
    Ticket.objects.filter(pk=fails.pk).update(waiting_since=timezone.now() - timedelta(hours=1))
    tell = assigning.tell_of_colleague
    monkeypatch.setattr(
        assigning,
        "tell_of_colleague",
        lambda ticket, agent: 1 / 0 if ticket == fails else tell(ticket, agent),
    )

    assert route_waiting([returns.pk]) == 1
    assert list(Ticket.objects.filter(assignee=bo_is_there)) == [goes]


def test_an_offer_that_was_made_since_the_ticket_was_claimed_is_left(
    late_parcel, routed, bo_is_there, ada, monkeypatch
):
    routed("push")
    claim = assigning.claim

    def claim_late(pk):
        ticket = claim(pk)
        Offer.objects.create(ticket=ticket, agent=ada, until=timezone.now() + timedelta(minutes=1))
        return ticket

    monkeypatch.setattr(assigning, "claim", claim_late)

    assert find_agent(late_parcel.pk, timezone.now(), Requirements()) is Miss.NOT_OURS


def test_an_agent_of_the_team_is_no_guest_because_the_customer_asked_for_them(
    late_parcel, routed, bo_is_there
):
    routed("direct")
    bo_is_there.role.permissions = ["ticket:reply", "ticket:read_team"]
    bo_is_there.role.save()
    Wish.objects.create(ticket=late_parcel, agent=bo_is_there)

    assert route_ticket(late_parcel.pk).agent == bo_is_there


def test_work_at_risk_is_taken_back_from_who_is_away_and_goes_to_the_next(
    mina, returns, routed, bo_is_there, ada
):
    routed("direct")
    chat, mail = ticket_of(mina, returns, "chat"), ticket_of(mina, returns)
    for ticket in (chat, mail):
        assign_ticket(ticket, bo_is_there, by=bo_is_there)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=1))
    assert take_back(timezone.now()) == 0  # he is there

    be_there(ada)
    choose_availability(bo_is_there, "away")
    assert take_back(timezone.now()) == 1
    assert take_back(timezone.now()) == 0
    tell_all(chat)

    mail.refresh_from_db()
    assert (chat.assignee, mail.assignee) == (ada, bo_is_there)  # a mail is in no hurry
    taken = chat.events.get(verb="unassigned")
    assert taken.data["is_away"] and taken.rule == "routing"


def test_the_chat_of_who_went_away_is_taken_back_however_much_waits_for_others_and_for_them(
    mina, returns, routed, bo_is_there, ada_is_there, monkeypatch
):
    monkeypatch.setattr("shopbell.routing.taking_back.MOST_AT_ONCE", 2)
    routed("direct")
    mails = [ticket_of(mina, returns) for _ in range(6)]
    for mail in mails:
        assign_ticket(mail, bo_is_there if mail in mails[:3] else ada_is_there, by=ada_is_there)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(days=3))
    chat = ticket_of(mina, returns, "chat")
    assign_ticket(chat, bo_is_there, by=bo_is_there)
    Ticket.objects.filter(pk=chat.pk).update(waiting_since=timezone.now() - timedelta(minutes=1))
    choose_availability(bo_is_there, "away")

    assert take_back(timezone.now()) == 2

    chat.refresh_from_db()
    assert chat.assignee is None
    assert take_back(timezone.now()) == 2
    assert set(Ticket.objects.filter(assignee=None)) == {chat, *mails[:3]}


def test_who_has_no_screen_is_found_however_much_waits_for_others(
    mina, returns, routed, bo, ada_is_there, monkeypatch
):
    monkeypatch.setattr("shopbell.routing.taking_back.MOST_AT_ONCE", 2)
    routed("direct")
    for agent in (ada_is_there, ada_is_there, ada_is_there, bo):
        assign_ticket(ticket_of(mina, returns, "chat"), agent, by=agent)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=5))

    assert absent_with_work(timezone.now()) == [bo.pk]


def test_a_promise_that_comes_to_be_at_risk_is_looked_at_at_once_where_the_team_is_routed(
    late_parcel, routed, bo
):
    assign_ticket(late_parcel, bo, by=bo)
    record(late_parcel, Verb.PROMISE_AT_RISK, goal="first_reply")
    tell_all(late_parcel)
    assert not ProcrastinateJob.objects.filter(task_name=LOOK).exists()

    routed("pull")
    tell_all(late_parcel)
    assert ProcrastinateJob.objects.filter(task_name=LOOK).exists()


def test_whose_screens_are_closed_keeps_their_work_until_they_are_still_closed_a_little_later(
    mina, returns, routed, bo
):
    routed("direct")
    chat = ticket_of(mina, returns, "chat")
    assign_ticket(chat, bo, by=bo)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=1))

    look_each_minute(timezone.now())
    chat.refresh_from_db()
    assert chat.assignee == bo
    again = ProcrastinateJob.objects.get(task_name=LOOK_AGAIN)

    be_there(bo)
    look(absent=again.args["absent"])
    chat.refresh_from_db()
    assert chat.assignee == bo
    bo.availability.refresh_from_db()
    bo.availability.seen_at = None
    bo.availability.save()
    look(absent=again.args["absent"])
    chat.refresh_from_db()
    assert chat.assignee is None
