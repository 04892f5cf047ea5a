"""What is kept of first contacts: the rows say what the events say, whatever happened and in whatever order."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.promises.contact_looking import VERBS, look_at_all, react, settle
from shopbell.promises.contact_outcome import FirstContact, look, read
from shopbell.promises.contact_policy import ContactPolicy
from shopbell.promises.first_contact import Outcome
from shopbell.tickets.deletion import delete_ticket, restore_ticket
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.reason import ContactReason, classify_ticket
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.split import split_ticket
from shopbell.tickets.status import set_status, solve_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import REVERSALS, undo_event
from tests.wall_clock import START

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R118")]
FIELDS = ("ticket_id", "solved_at", "outcome", "because", "channel", "need_id")


@pytest.fixture
def refund(db):
    return ContactReason.objects.create(name="Refund, please", stage="after")


@pytest.fixture
def detail(refund):
    return ContactReason.objects.create(name="Not arrived", stage="after", parent=refund)


def asked(mina, reason=None) -> Ticket:
    ticket = open_with_message(customer=mina, channel="email", text="Where is it?").ticket
    if reason:
        classify_ticket(ticket, reason)
    return ticket


def answered_and_solved(ticket, agent) -> FirstContact:
    write_reply(ticket, "Here.", by=agent, channel="email")
    react(solve_ticket(ticket, by=agent))
    return FirstContact.objects.get(ticket=ticket)


def test_it_is_open_until_its_days_are_over_and_then_judged(mina, bo, wall, refund):
    row = answered_and_solved(asked(mina, refund), bo)
    assert (row.outcome, row.need, row.channel) == (Outcome.OPEN, refund, "email")

    assert settle(wall.tick(days=6)) == 0
    assert settle(wall.tick(days=1)) == 1
    row.refresh_from_db()
    assert (row.outcome, row.cause) == (Outcome.YES, "")
    assert settle(wall.tick(days=1)) == 0


def test_another_ticket_about_the_same_speaks_against_it_and_one_about_something_else_does_not(
    mina, theo, bo, wall, refund, detail
):
    first = answered_and_solved(asked(mina, detail), bo)
    wall.tick(days=2)
    asked(theo, refund)
    other = asked(mina)
    settle(wall.tick(days=6))
    first.refresh_from_db()
    assert first.outcome == Outcome.YES

    react(classify_ticket(other, refund))  # it was found out later what it is about
    first.refresh_from_db()
    assert (first.outcome, first.cause) == (Outcome.NO, "another ticket about the same")

    react(mark_spam(other, by=bo) or other.events.get(verb="marked_spam"))
    first.refresh_from_db()
    assert first.outcome == Outcome.YES


def test_an_action_is_an_answer_and_a_rule_is_none(mina, bo, wall):
    acted, ruled = asked(mina), asked(mina)
    record(acted, Verb.ACTION_PERFORMED, by=bo)
    write_reply(ruled, "Beep.", by="Bell", channel="email")
    for ticket in (acted, ruled):
        react(solve_ticket(ticket, by=bo))

    assert FirstContact.objects.get(ticket=acted).outcome == Outcome.OPEN
    assert FirstContact.objects.get(ticket=ruled).outcome == Outcome.NONE


def called(ticket, agent, outcome="reached") -> Event:
    return record(ticket, Verb.CALLED, by=agent, outcome=outcome)


def test_a_call_that_reached_them_is_an_answer(mina, bo, wall):
    ticket, missed = asked(mina), asked(mina)
    called(ticket, bo)
    react(solve_ticket(ticket, by=bo))
    called(missed, bo, "missed")
    react(solve_ticket(missed, by=bo))

    assert FirstContact.objects.get(ticket=ticket).outcome == Outcome.OPEN
    assert FirstContact.objects.get(ticket=missed).outcome == Outcome.NONE


def test_a_call_goes_to_and_fro_and_counts_not_when_it_is_taken_back(mina, bo, wall):
    ticket = asked(mina)
    first = called(ticket, bo)
    receive_message(ticket, "It is the blue one.", customer=mina, channel="chat")
    second = called(ticket, bo)
    assert read_answers(ticket, bo) == 1

    react(record(ticket, Verb.CALL_UNDONE, by=bo, undoes=first.pk))
    react(record(ticket, Verb.CALL_UNDONE, by=bo, undoes=second.pk))
    assert FirstContact.objects.get(ticket=ticket).outcome == Outcome.NONE


def read_answers(ticket, agent) -> int:
    react(solve_ticket(ticket, by=agent))
    contact = read(ticket)
    return contact.answers if contact else 0


def test_what_was_solved_before_there_were_rows_is_begun_with_once(mina, bo, wall):
    ticket = asked(mina)
    write_reply(ticket, "Here.", by=bo, channel="email")
    solve_ticket(ticket, by=bo)

    assert settle(wall.tick(days=8)) == 1
    assert settle(wall.now) == 0
    assert FirstContact.objects.get(ticket=ticket).outcome == Outcome.YES


def test_with_other_days_all_is_judged_anew(mina, bo, wall):
    first = answered_and_solved(asked(mina), bo)
    wall.tick(days=10)
    asked(mina)
    settle(wall.now)
    first.refresh_from_db()
    assert first.outcome == Outcome.YES

    ContactPolicy(pk=1, days=14).save()
    look_at_all(wall.now)
    first.refresh_from_db()
    assert first.outcome == Outcome.OPEN
    look_at_all(wall.tick(days=5))
    first.refresh_from_db()
    assert (first.outcome, first.because) == (Outcome.NO, "again")


class Undone(Exception):
    """Takes a round back."""


class Desk:
    """Tickets of one customer, and all that may happen to the one at a place."""

    def __init__(self, customer, agent, reasons, wall) -> None:
        self.customer, self.agent, self.reasons, self.wall = customer, agent, reasons, wall
        self.tickets = [asked(customer), asked(customer)]
        self.seen = 0

    def do(self, act: str, place: int) -> None:
        ticket = Ticket.objects.get(pk=self.tickets[place % len(self.tickets)].pk)
        with suppress(Refused):
            getattr(self, act)(ticket, place)
        for event in Event.objects.filter(pk__gt=self.seen).order_by("pk"):
            self.seen = event.pk
            if event.verb in VERBS:
                react(event)

    def customer_writes(self, ticket, place) -> None:
        receive_message(ticket, "And?", customer=self.customer, channel=["email", "chat"][place % 2])

    def customer_opens_another(self, ticket, place) -> None:
        self.tickets.append(asked(self.customer))

    def agent_answers_and_solves(self, ticket, place) -> None:
        write_reply(ticket, "Here.", by=self.agent, channel=ticket.channel)
        set_status(ticket, "solved", by=self.agent)

    def agent_answers(self, ticket, place) -> None:
        write_reply(ticket, "Here.", by=self.agent, channel=ticket.channel)

    def status_is_set(self, ticket, place) -> None:
        set_status(ticket, ["open", "pending", "solved", "closed"][place % 4], by=self.agent)

    def last_change_is_undone(self, ticket, place) -> None:
        if event := ticket.events.filter(verb__in=REVERSALS).order_by("-pk").first():
            undo_event(event, by=self.agent)

    def classified(self, ticket, place) -> None:
        classify_ticket(ticket, self.reasons[place % len(self.reasons)], by=self.agent)

    def spam_or_not(self, ticket, place) -> None:
        (unmark_spam if ticket.is_spam else mark_spam)(ticket, by=self.agent)

    def deleted_or_not(self, ticket, place) -> None:
        (restore_ticket if hasattr(ticket, "deletion") else delete_ticket)(ticket, by=self.agent)

    def merged(self, ticket, place) -> None:
        merge_tickets(ticket, self.tickets[(place + 1) % len(self.tickets)], by=self.agent)

    def taken_apart(self, ticket, place) -> None:
        unmerge_ticket(ticket, by=self.agent)

    def split(self, ticket, place) -> None:
        if message := ticket.messages.order_by("pk").last():
            self.tickets.append(split_ticket(message, and_later=False, by=self.agent))

    def days_pass(self, ticket, place) -> None:
        self.wall.tick(days=1 + place)

    def check(self) -> None:
        """What is kept once the day's work is done is what is found from nothing."""
        settle(timezone.now())
        kept = list(FirstContact.objects.order_by("pk").values(*FIELDS))
        FirstContact.objects.all().delete()
        for ticket in self.tickets:
            look(ticket.pk)
        assert kept == list(FirstContact.objects.order_by("pk").values(*FIELDS))


ACTS = [name for name in vars(Desk) if not name.startswith(("_", "do", "check"))]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7)), min_size=4, max_size=20))
def test_what_is_kept_is_what_is_found_from_the_events(mina, root, wall, refund, detail, acts):
    with pytest.raises(Undone), transaction.atomic():
        wall.now = START
        desk = Desk(mina, root, [refund, detail, ContactReason.objects.exclude(pk=refund.pk).first()], wall)
        for act, place in acts:
            desk.do(act, place)
            wall.tick(minutes=30)
        desk.check()
        raise Undone
