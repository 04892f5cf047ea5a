"""A dry run: which tickets of the last days a rule would have acted on, as far as can be said afterwards.

Conditions are asked of the tickets as they are now; what a ticket was then is not kept. So is the answer worded. What
woke a trigger is kept with its moment: it counts only where the desk was open or closed then, as the trigger wants it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shopbell.core.postgres.time_limit import TooLong, at_most
from shopbell.tickets.event import Event
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.query import question
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .matching import WAY, openings, with_newest, words_last_said
from .occasion import meant_by
from .rule import Hours, Rule
from .schedule import Schedule
from .trigger import Trigger

DAYS = 30
MOST = 1_000  # counted; beyond that it says "over"
MOST_READ = 300  # tickets whose words are read
MOST_MS = 2_000


@dataclass(frozen=True)
class Hits:
    """How many tickets there were; `is_over` where they were counted no further, and how many were `read` at most.

    None are known where it `took_long`.
    """

    count: int
    is_over: bool
    ids: list[int]  # the newest first
    read: int = 0
    took_long: bool = False


def rehearse(rule: Rule, now: datetime) -> Hits:
    """Which tickets `rule` would have hit within the last `DAYS`; it need not be saved.

    It is asked while somebody types, so that the database gives up after `MOST_MS`.
    """
    try:
        with at_most(MOST_MS):
            return _rehearse(rule, now)
    except TooLong:
        return Hits(0, False, [], took_long=True)


def _rehearse(rule: Rule, now: datetime) -> Hits:
    candidates = _candidates(rule, now).order_by("-pk")
    if not rule.words and not _goes_by_hours(rule):
        ids = list(candidates.values_list("pk", flat=True)[: MOST + 1])
        return Hits(min(len(ids), MOST), len(ids) > MOST, ids[:MOST])
    read = list(with_newest(candidates)[: MOST_READ + 1])
    hit = [ticket.pk for ticket in read[:MOST_READ] if _suits_words(rule, ticket)]
    if _goes_by_hours(rule):
        hit = _woken_in_its_hours(rule, hit, now - timedelta(days=DAYS))
    return Hits(len(hit), False, hit, MOST_READ if len(read) > MOST_READ else 0)


def _suits_words(rule: Rule, ticket: Any) -> bool:
    return not rule.words or any(map(words_last_said(ticket, ticket.newest).says, rule.words))


def _goes_by_hours(rule: Rule) -> bool:
    """Whether it acts at some hours alone. A schedule leaves nothing out for that: it waits until they come."""
    return isinstance(rule, Trigger) and rule.hours != Hours.ANY and bool(rule.occasions)


def _woken_in_its_hours(rule: Rule, ids: list[int], since: datetime) -> list[int]:
    """Those of `ids` to which something that wakes `rule` happened while it was open, or closed, as it wants it."""
    assert isinstance(rule, Trigger)
    happened = Event.objects.filter(meant_by(rule.occasions), created_at__gte=since, ticket__in=ids)
    rows = happened.values_list("ticket", "created_at", *(f"ticket__{part}" for part in WAY))
    is_open = openings()
    woken = {pk for pk, at, *way in rows if is_open(at, *way) == (rule.hours == Hours.OPEN)}
    return [pk for pk in ids if pk in woken]


def _candidates(rule: Rule, now: datetime) -> QuerySet[Any]:
    since = now - timedelta(days=DAYS)
    if isinstance(rule, Schedule):
        return rule.whose_time_came(now, since)
    assert isinstance(rule, Trigger)
    return _woken(rule, now, since)


def _woken(trigger: Trigger, now: datetime, since: datetime) -> TicketQuerySet:
    """The tickets that something happened to which wakes `trigger`; to which anything did, while it is not said."""
    happened = Event.objects.filter(meant_by(trigger.occasions), created_at__gte=since, ticket=OuterRef("pk"))
    wakes = Q(Exists(happened)) if trigger.occasions else Q()
    tickets = Ticket.objects.undeleted().standing().filter(spam__isnull=True)
    if trigger.occasions == ["opened"]:
        tickets = tickets.filter(created_at__gte=since)
    elif "tagged" not in trigger.occasions:  # all else touches the ticket
        tickets = tickets.filter(updated_at__gte=since)
    return tickets.filter(question(trigger.filter, Asker.of(None, now)), wakes)
