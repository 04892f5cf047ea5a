"""Whatever happens to tickets in whatever order: what is kept of their clocks is what their events say, at every moment,
and what was due at a moment can be reckoned later."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.promises import clock_state
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.choosing import choose_due, look_again
from shopbell.promises.clock_state import to_json, trimmed
from shopbell.promises.explanation import deadline_at, explain
from shopbell.promises.fold_step import GOALS
from shopbell.promises.goal_policy import GoalPolicy, GoalPolicyVersion
from shopbell.promises.history import events_of, fold_events
from shopbell.promises.keeping import outcome_rows
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.promises.rules import empty_rules
from shopbell.promises.voided_goals import VoidedGoals
from shopbell.promises.voiding import restore_goals, void_goals, work_on
from shopbell.promises.watch import tell_due
from shopbell.tickets.deletion import delete_ticket, restore_ticket
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.split import split_ticket
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket, prioritize_ticket
from shopbell.tickets.undo import REVERSALS, undo_event
from shopbell.tickets.unsending import unsend_reply
from tests.wall_clock import START

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]
NAMES = "goal number started_at due_at ended_at outcome because seconds policy_version_id".split()


class Undone(Exception):
    """Takes a round back."""


class Desk:
    """Some tickets, and all that may happen to the one at a place."""

    def __init__(self, customer, agent, wall) -> None:
        self.customer, self.agent, self.wall = customer, agent, wall
        self.tickets = [self._open(), self._open()]
        self.known: list[tuple[Ticket, datetime, object]] = []

    def _open(self) -> Ticket:
        return open_with_message(customer=self.customer, channel="email", text="Where is it?").ticket

    def do(self, act: str, place: int) -> None:
        ticket = Ticket.objects.get(pk=self.tickets[place % len(self.tickets)].pk)
        with suppress(Refused):
            getattr(self, act)(ticket, place)

    def customer_writes(self, ticket, place) -> None:
        receive_message(ticket, "And?", customer=self.customer, channel="email")

    def program_writes(self, ticket, place) -> None:
        receive_message(ticket, "Away.", customer=self.customer, channel="email", is_automatic=True)

    def agent_answers(self, ticket, place) -> None:
        held_until = self.wall.now + timedelta(minutes=20)
        write_reply(ticket, "Here.", by=self.agent, channel="email", held_until=held_until)

    def agent_answers_and_solves(self, ticket, place) -> None:
        self.agent_answers(ticket, place)
        set_status(ticket, "solved", by=self.agent)

    def an_old_answer_is_sent(self, ticket, place) -> None:
        """What was due since is reckoned as if it had been there from then on."""
        at = self.wall.now - timedelta(minutes=10 + place)
        self.known = [each for each in self.known if each[0].pk != ticket.pk or each[1] < at]
        write_reply(ticket, "There.", by=self.agent, channel="email", at=at)

    def agent_says_when(self, ticket, place) -> None:
        write_reply(ticket, "Tomorrow.", by=self.agent, channel="email", is_answer=False)

    def bot_answers(self, ticket, place) -> None:
        write_reply(ticket, "Beep.", by="Bell", channel="email")

    def answer_is_taken_back(self, ticket, place) -> None:
        if message := ticket.messages.filter(agent=self.agent, unsent_at=None).order_by("-pk").first():
            unsend_reply(message, by=self.agent)

    def status_is_set(self, ticket, place) -> None:
        set_status(ticket, ["open", "pending", "on_hold", "solved", "closed"][place % 5], by=self.agent)

    def last_change_is_undone(self, ticket, place) -> None:
        if event := ticket.events.filter(verb__in=REVERSALS).order_by("-pk").first():
            undo_event(event, by=self.agent)

    def spam_or_not(self, ticket, place) -> None:
        (unmark_spam if ticket.is_spam else mark_spam)(ticket, by=self.agent)

    def deleted_or_not(self, ticket, place) -> None:
        (restore_ticket if hasattr(ticket, "deletion") else delete_ticket)(ticket, by=self.agent)

    def merged(self, ticket, place) -> None:
        merge_tickets(ticket, self.tickets[(place + 1) % len(self.tickets)], by=self.agent)

    def taken_apart(self, ticket, place) -> None:
        unmerge_ticket(ticket, by=self.agent, wherever=bool(place % 2))

    def split(self, ticket, place) -> None:
        messages = list(ticket.messages.order_by("pk"))
        if messages:
            new = split_ticket(messages[place % len(messages)], and_later=bool(place % 2), by=self.agent)
            self.tickets.append(new)

    def more_urgent(self, ticket, place) -> None:
        prioritize_ticket(ticket, 1 + place % 4, by=self.agent)

    def goals_are_chosen(self, ticket, place) -> None:
        choose_due(self.wall.now)

    def goals_change(self, ticket, place) -> None:
        policy = GoalPolicy.objects.order_by("pk")[place % 2]
        policy.first_reply_seconds = 600 * (1 + place)
        policy.is_on = bool(place % 3)
        policy.save()
        look_again()

    def goals_were_a_mistake(self, ticket, place) -> None:
        """What was due since is reckoned by what is known by now, and so is what came in by a merge."""
        versions = list(GoalPolicyVersion.objects.order_by("pk"))
        void = void_goals(versions[place % len(versions)], "Wrong", by=self.agent)
        work_on(void.pk)

    def goals_were_none_after_all(self, ticket, place) -> None:
        if void := VoidedGoals.objects.standing().first():
            restore_goals(void, by=self.agent)
            work_on(void.pk)

    def hours_change(self, ticket, place) -> None:
        hours = BusinessHours.objects.get()
        hours.rules = hours.rules | {"week": [[[0, 60 * (1 + place)], [600, 660 + 60 * place]]] * 7}
        hours.save()
        look_again()

    def watch_is_kept(self, ticket, place) -> None:
        tell_due(self.wall.now)

    def time_passes(self, ticket, place) -> None:
        self.wall.tick(minutes=17 * (1 + place) ** 2)

    def check(self) -> None:
        for ticket in self.tickets:
            folded = fold_events(events_of(ticket.pk))
            kept = TicketClocks.objects.get(ticket=ticket)
            assert kept.state == to_json(trimmed(folded.state))
            assert (kept.policy_version_id, kept.hours_version_id) == (
                folded.state.policy,
                folded.state.hours,
            )
            shown = folded.state.shown
            assert (kept.goal, kept.due_at) == ((shown[0].goal, shown[0].due_at) if shown else ("", None))
            found = GoalOutcome.objects.filter(ticket=ticket).order_by("goal", "number")
            assert list(found.values(*NAMES)) == outcome_rows(folded)
            state = folded.state
            assert bool(state.clock_of("first_reply", "next_reply")) == bool(state.waiting)
            self.known.append((ticket, self.wall.now, deadline_at(ticket, self.wall.now)))

    def check_the_past(self) -> None:
        for ticket, moment, due in self.known:
            assert deadline_at(ticket, moment) == due
        for ticket in self.tickets:
            for goal in GOALS:
                assert all(line.sentence for line in explain(ticket, goal))


ACTS = [name for name in vars(Desk) if not name.startswith(("_", "do", "check"))]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7)), min_size=4, max_size=24))
@example(
    [("goals_are_chosen", 0), ("time_passes", 1), ("merged", 0), ("watch_is_kept", 0), ("taken_apart", 1)]
)
@example([("goals_are_chosen", 0), ("agent_answers_and_solves", 0), ("answer_is_taken_back", 0)])
@example(
    [
        *(
            ("goals_are_chosen", 0),
            ("time_passes", 4),
            ("goals_change", 7),
            ("goals_are_chosen", 0),
            ("goals_change", 4),
        ),
        *(
            ("goals_are_chosen", 0),
            ("goals_were_a_mistake", 1),
            ("goals_were_a_mistake", 2),
            ("time_passes", 7),
        ),
        *(
            ("agent_answers", 0),
            ("goals_were_none_after_all", 0),
            ("merged", 0),
            ("goals_were_none_after_all", 0),
        ),
    ]
)
@example([("customer_writes", 0)] * 4 + [("an_old_answer_is_sent", 0), ("customer_writes", 0), ("split", 2)])
def test_what_is_kept_is_what_the_events_say_at_every_moment(mina, root, wall, monkeypatch, acts):
    monkeypatch.setattr(clock_state, "MOST_WAITING", 2)  # few, so that more wait than are kept
    with pytest.raises(Undone), transaction.atomic():
        wall.now = START
        GoalPolicy.objects.all().delete()
        urgent = [{"field": "priority", "values": ["urgent"]}]
        GoalPolicy.objects.create(
            name="Urgent", conditions=urgent, first_reply_seconds=900, next_reply_seconds=600, counts="always"
        )
        GoalPolicy.objects.create(
            name="Rest", position=1, first_reply_seconds=7200, next_reply_seconds=3600, solve_seconds=20_000
        )
        BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules())
        desk = Desk(mina, root, wall)
        for act, place in acts:
            desk.do(act, place)
            desk.check()
            wall.tick(seconds=1)
        desk.check_the_past()
        raise Undone
