"""A ticket with goals: who writes, who answers, and what is due then."""

from datetime import datetime, timedelta

import pytest

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.history import events_of, fold_events
from shopbell.promises.keeping import outcome_rows
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.ticket import Ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def policy(wall):
    return GoalPolicy.objects.create(
        name="Hours", first_reply_seconds=4 * 3600, next_reply_seconds=2 * 3600, solve_seconds=10 * 3600,
        counts="always",
    )  # fmt: skip


@pytest.fixture
def ticket(mina, returns, policy):
    opened = open_with_message(customer=mina, channel="email", text="Where is it?", team=returns).ticket
    choose(opened, policy)
    return opened


def choose(ticket: Ticket, policy: GoalPolicy, hours: BusinessHours | None = None) -> None:
    record(
        ticket,
        Verb.GOALS_CHOSEN,
        policy_version=policy.versions.last().pk,
        hours_version=hours.versions.last().pk if hours else None,
    )


def writes(ticket: Ticket, customer) -> None:
    receive_message(ticket, "And?", customer=customer, channel="email")


def answers(ticket: Ticket, agent, **more):
    return write_reply(ticket, "It comes.", by=agent, channel="email", **more)[0]


def due(ticket: Ticket) -> dict[str, datetime]:
    """What runs, as it is kept, which is what its events say at any time."""
    kept = TicketClocks.objects.get(ticket=ticket)
    folded = fold_events(events_of(ticket.pk))
    assert kept.state == to_json_of(folded)
    assert outcomes(ticket) == outcome_rows(folded)
    return {clock.goal: clock.due_at for clock in folded.state.shown}


def to_json_of(folded):
    from shopbell.promises.clock_state import to_json, trimmed

    return to_json(trimmed(folded.state))


def outcomes(ticket: Ticket) -> list[dict]:
    names = "goal number started_at due_at ended_at outcome because seconds policy_version_id".split()
    return list(GoalOutcome.objects.filter(ticket=ticket).order_by("goal", "number").values(*names))
