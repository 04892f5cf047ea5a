"""A look at what waits: the live ones first, then the longest wait, and nothing holds up what can be given."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.availability import choose_availability
from shopbell.routing import assigning
from shopbell.routing.assigning import Miss, find_agent
from shopbell.routing.looking import LOOK, look
from shopbell.routing.models import AssignmentReason, Offer, Skill, Wish
from shopbell.routing.need import Requirements
from shopbell.routing.queue import route_waiting
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.models import ContactReason, Ticket
from shopbell.tickets.status import set_status
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import tell_all, ticket_of

pytestmark = pytest.mark.django_db


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
