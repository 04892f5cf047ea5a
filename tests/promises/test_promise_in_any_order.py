"""Whatever happens to a ticket in whatever order: what was promised is told as it was, once, and ends one way."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.promises.choosing import choose_due
from shopbell.promises.clock_state import SOLVED
from shopbell.promises.history import events_of, fold_events
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import WAITED_FOR, make_promise, react
from shopbell.promises.promise_watch import MOST_SLIPS, watch_promises
from shopbell.tickets.event import Event
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import REVERSALS, undo_event
from tests.two_connections import Other

HOUR = timedelta(hours=1)
ACTS = [
    "promise",
    "answer",
    "rule",
    "customer",
    "solve",
    "open",
    "pend",
    "undo",
    "spam or not",
    "watch",
    "hours pass",
]


STATUSES = {"solve": "solved", "open": "open", "pend": "pending"}


class Undone(Exception):
    """Takes a round back."""


def act(name: str, ticket, agent) -> None:
    if name == "promise":
        make_promise(ticket, timezone.now() + 4 * HOUR, by=agent)
    if name == "answer":
        send_reply(ticket, "Here it is.", by=agent, hold_seconds=0)
    if name == "rule":
        send_reply(ticket, "We are on it.", by="Support")
    if name == "customer":
        receive_message(ticket, "And?", customer=ticket.customer, channel="email")
    if name in STATUSES:
        set_status(ticket, STATUSES[name], by=agent)
    if name == "undo" and (last := ticket.events.filter(verb__in=REVERSALS).order_by("-pk").first()):
        undo_event(last, by=agent)
    if name == "spam or not":
        (unmark_spam if Ticket.objects.get(pk=ticket.pk).is_spam else mark_spam)(ticket, by=agent)
    if name == "watch":
        watch_promises(timezone.now())
    if name == "hours pass":
        for promise in Promise.objects.filter(outcome="open"):
            promise.due_at, promise.tell_at = promise.due_at - HOUR, promise.tell_at - HOUR
            promise.save()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=14))
def test_no_order_of_events_tells_twice_or_leaves_two_open(late_parcel, bo, acts):
    with pytest.raises(Undone), transaction.atomic():  # each order begins with the same ticket
        choose_due(timezone.now())
        late_parcel.refresh_from_db()
        known = 0
        for name in acts:
            try:
                act(name, late_parcel, bo)
            except Refused:
                continue
            for event in Event.objects.filter(ticket=late_parcel, pk__gt=known).order_by("pk"):
                react(event)
                react(event)  # a reaction may come twice
                known = event.pk
            check(late_parcel)
        raise Undone


def check(ticket) -> None:
    fates = Counter(Promise.objects.filter(ticket=ticket).values_list("outcome", flat=True))
    notices = Message.objects.filter(ticket=ticket, rule="Support", text__startswith="We said that").count()
    assert fates["open"] <= 1
    assert notices == fates["slipped"]
    ticket.refresh_from_db()
    assert not (fates["open"] and ticket.status in ("solved", "closed"))
    row = TicketClocks.objects.get(ticket=ticket)
    assert (row.goal, row.told if row.due_at and not row.goal else "", row.due_at, row.warn_at) == first_of(
        ticket
    )
    for promise in Promise.objects.filter(ticket=ticket, follows=None):
        chain = 0
        while promise := Promise.objects.filter(follows=promise).first():
            chain += 1
        assert chain <= MOST_SLIPS


def first_of(ticket) -> tuple:
    """What is due first, from all that is known of the ticket."""
    state = fold_events(events_of(ticket.pk)).state
    due = [(clock.due_at, 0, clock.goal, "", clock.warn_at) for clock in state.shown]
    if state.phase != SOLVED and not state.hidden:
        waited_for = Promise.objects.filter(WAITED_FOR, ticket=ticket)
        due += [(each.due_at, 1, "", each.kind, each.risk_at) for each in waited_for]
    for due_at, _, goal, told, warn_at in sorted(due)[:1]:
        return goal, told, due_at, warn_at
    return "", "", None, None


@pytest.mark.django_db(transaction=True)
def test_two_watchers_at_once_tell_once(late_parcel):
    now = timezone.now()
    make_promise(late_parcel, now + 4 * HOUR)

    watchers = [Other(watch_promises, now + 3.5 * HOUR) for _ in range(2)]

    assert sorted(each.outcome() for each in watchers) == [0, 1]
    assert Message.objects.filter(ticket=late_parcel, rule="Support").count() == 1
