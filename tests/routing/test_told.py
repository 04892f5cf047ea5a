"""What a shopper was told counts for routing as a goal does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.availability import choose_availability
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import Kind, make_promise
from shopbell.promises.promise_warning import warn_of_promises
from shopbell.routing.looking import LOOK
from shopbell.routing.models import CapacityPolicy
from shopbell.routing.promise import is_at_risk, risk
from shopbell.routing.pulling import next_ticket
from shopbell.routing.taking_back import take_back
from shopbell.routing.waiting import in_order, waiting_tickets
from shopbell.tickets.models import Ticket
from tests.routing.arriving import answered, tell_all, ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R104", "R113")]
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def mails(mina, returns, routed):
    routed("pull")
    return [ticket_of(mina, returns) for _ in range(3)]


def risky(now) -> set[Ticket]:
    return set(Ticket.objects.filter(risk(["chat"], now)))


def test_what_was_told_for_sooner_is_taken_first(mails, bo, now):
    make_promise(mails[2], now + 2 * HOUR)
    make_promise(mails[1], now + 3 * HOUR)

    order = [mails[2], mails[1], mails[0]]
    assert list(in_order(waiting_tickets(), CapacityPolicy.current(), 9)) == [each.pk for each in order]
    assert [next_ticket(bo) for _ in range(3)] == order


def test_it_is_at_risk_for_the_score_from_its_warning_on(mails, now):
    promise = make_promise(mails[1], now + 2 * HOUR)
    for at, found in ((promise.risk_at - timedelta(seconds=1), set()), (promise.risk_at, {mails[1]})):
        assert risky(at) == found
        ticket = Ticket.objects.get(pk=mails[1].pk)
        assert is_at_risk(ticket, 0, at) == bool(found)


def test_one_that_was_broken_and_is_owed_stays_at_risk(mails, now):
    promise = make_promise(mails[1], now + 2 * HOUR)
    Promise.objects.filter(pk=promise.pk).update(outcome="broken", is_owed=True, due_at=now, risk_at=now)

    assert risky(now) == {mails[1]}


def test_work_that_was_answered_is_taken_back_when_what_was_told_is_at_risk(
    mina, returns, routed, bo_is_there, now
):
    routed("direct")
    told, plain = (answered(ticket_of(mina, returns), bo_is_there) for _ in range(2))
    promise = make_promise(told, now + 2 * HOUR)
    Ticket.objects.update(status="open")
    assert not Ticket.objects.filter(waiting_since__isnull=False).exists()
    choose_availability(bo_is_there, "away")
    assert take_back(promise.risk_at - timedelta(seconds=1)) == 0

    assert take_back(promise.risk_at) == 1

    told.refresh_from_db()
    plain.refresh_from_db()
    assert (told.assignee, plain.assignee) == (None, bo_is_there)


def test_an_agent_is_looked_for_at_once_when_what_was_told_comes_near(mina, returns, routed, bo, now):
    routed("pull")
    mail = answered(ticket_of(mina, returns), bo)
    promise = make_promise(mail, now + 2 * HOUR)
    tell_all(mail)
    ProcrastinateJob.objects.filter(task_name=LOOK).delete()
    warn_of_promises(promise.warn_at)
    assert mail.events.filter(verb="promise_near").exists()

    tell_all(mail)

    assert ProcrastinateJob.objects.filter(task_name=LOOK).exists()


def test_a_live_customer_without_a_goal_bears_no_longer_wait_for_having_been_told_of_a_call(
    mina, returns, now
):
    chat = ticket_of(mina, returns, "chat")
    TicketClocks.objects.filter(ticket=chat).update(state={}, goal="", due_at=None, warn_at=None)
    Ticket.objects.filter(pk=chat.pk).update(waiting_since=now - timedelta(minutes=1))
    assert risky(now) == {chat}

    make_promise(Ticket.objects.get(pk=chat.pk), now + 4 * HOUR, kind=Kind.CALL)

    assert risky(now) == {chat}
    assert is_at_risk(Ticket.objects.get(pk=chat.pk), 33, now)
