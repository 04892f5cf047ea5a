"""Which goals apply to a ticket, and whose hours count: looked at after each event that may change it.

The event leaves a mark in the ticket's clocks, in its own transaction (`keeping.doubt`); whoever keeps watch
(`watch.py`) looks at the marked tickets, all of a portion in one question, and records what is different. So a tag put
on thousands of tickets costs one job less for each of them, and nothing is lost with a process that dies. What comes
by the thousand leaves marks below zero (`keeping.behind`): they are worked off after those of the customers who write.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb, event_of, write_all_events
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.query import question
from shopbell.tickets.ticket import Ticket

from .business_hours import hours_for
from .clock_state import State, to_json
from .goal import Counts
from .goal_fault import readable
from .goal_policy import GoalPolicy, GoalPolicyVersion
from .keeping import behind, doubt, reckon
from .portions import in_portions
from .ticket_clocks import TicketClocks, note_told

log = logging.getLogger(__name__)
PORTION = 200
MARKED = """
select ticket_id, unlooked_event_id, policy_version_id, hours_version_id from (
    (select * from promises_ticketclocks where unlooked_event_id > 0 order by unlooked_event_id limit %(limit)s)
    union all
    (select * from promises_ticketclocks where unlooked_event_id < 0 order by unlooked_event_id desc limit %(limit)s)
) marked order by unlooked_event_id < 0, abs(unlooked_event_id) limit %(limit)s
"""
# a mark that came since is another one, and stays; a row that a verb holds is left to the next look
LOOKED = """
update promises_ticketclocks set unlooked_event_id = null where ticket_id in (
    select clocks.ticket_id from promises_ticketclocks clocks
      join unnest(%s::bigint[], %s::bigint[]) looked (ticket_id, event_id)
        on clocks.ticket_id = looked.ticket_id and clocks.unlooked_event_id = looked.event_id
       for update of clocks skip locked)
"""
# no event's number, and no mark that anybody looks by at this moment
NEW_MARK = "select nextval(pg_get_serial_sequence('tickets_event', 'id'))"
WITHOUT = """
select id from tickets_ticket where status in ('new', 'open', 'pending', 'on_hold')
   and not exists (select from promises_ticketclocks where ticket_id = tickets_ticket.id) order by id desc limit %s
"""


@dataclass(frozen=True)
class Choice:
    """The keys of the versions that apply."""

    policy: int | None
    hours: int | None


def choose_due(now: datetime, limit: int = PORTION) -> int:
    """Look at marked tickets, those first that wait longest, and last what came by the thousand.

    Safe to run in parallel.

    Returns how many there were, or 0 when verbs hold all of them, so that it is of no use to look again at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(MARKED, {"limit": limit})
        marked = cursor.fetchall()
    if not marked:
        return 0
    choices = choices_of([ticket for ticket, *_ in marked], now)
    kept = {ticket: Choice(policy, hours) for ticket, _, policy, hours in marked}
    marks = {ticket: event for ticket, event, *_ in marked}
    news = [pk for pk, choice in choices.items() if choice != kept[pk] or not choice.policy]
    held = set(news)

    def choose(portion: list[int]) -> None:
        held.difference_update(_record({pk: choices[pk] for pk in portion}, marks))

    # one that fails is left as it is until its next event
    in_portions(news, choose, held.discard, doing="Choosing the goals")
    looked = [(ticket, event) for ticket, event in marks.items() if ticket not in held]
    with connection.cursor() as cursor:
        cursor.execute(LOOKED, [[ticket for ticket, _ in looked], [event for _, event in looked]])
    return len(marked) if looked else 0


@transaction.atomic
def choose_now(ticket: Ticket, now: datetime) -> None:
    """Write down what applies to one ticket at once, for who cannot wait for the next look."""
    ticket.lock()  # before it is asked: what is found is true until it is written
    choice = choices_of([ticket.pk], now).get(ticket.pk)
    if choice is not None:
        _record({ticket.pk: choice})


def choices_of(ticket_ids: Iterable[int], now: datetime) -> dict[int, Choice]:
    """What applies to each of these tickets, as they are in the database."""
    policies, ids = IN_USE(), list(ticket_ids)
    try:
        with transaction.atomic():  # by itself: what fails is asked again
            rows = _ask(ids, policies, now)
    except OperationalError:
        raise
    except Exception:
        log.exception("A goal policy cannot be read; goals are chosen without it.")
        rows = _ask(ids, readable(policies), now)
    always = {policy.version for policy in policies if policy.counts == Counts.ALWAYS}  # type: ignore[attr-defined]
    hours = cache(_hours_version)
    return {
        pk: Choice(version, hours(team, inbox, channel) if version and version not in always else None)
        for pk, version, team, inbox, channel in rows
    }


def _ask(ids: list[int], policies: list[GoalPolicy], now: datetime) -> list[tuple]:
    """Of each of these tickets the policy that it meets, and what says whose hours count."""
    tickets = Ticket.objects.filter(pk__in=ids).annotate(policy=_first_met(policies, now))
    return list(tickets.values_list("pk", "policy", "team_id", "arrival__inbox_id", "channel"))


def policies_in_use() -> QuerySet[GoalPolicy]:
    """In their order, each with the key of what it says now, as `version`."""
    versions = GoalPolicyVersion.objects.filter(policy=OuterRef("pk")).order_by("-number")
    return GoalPolicy.objects.filter(is_on=True).annotate(version=Subquery(versions.values("pk")[:1]))


IN_USE = Prepared(policies_in_use)  # asked whenever tickets are looked at


def _first_met(policies: list[GoalPolicy], now: datetime) -> Case:
    """The key of the version of the first policy whose conditions a ticket meets."""
    asker, whens, rest = Asker.of(None, now), [], None
    for policy in policies:
        met = question(policy.filter, asker)
        if met == Q():
            rest = policy.version  # type: ignore[attr-defined]
            break
        whens.append(When(met, then=Value(policy.version)))  # type: ignore[attr-defined]
    return Case(*whens, default=Value(rest), output_field=IntegerField(null=True))


def _hours_version(team_id: int | None, inbox_id: int | None, channel: str) -> int | None:
    kept = hours_for(team_id=team_id, inbox_id=inbox_id, channel=channel)
    return kept.versions.order_by("-number").values_list("pk", flat=True).first() if kept else None


@transaction.atomic
def _record(choices: dict[int, Choice], marks: dict[int, int] | None = None) -> set[int]:
    """Write down what applies to each ticket, unless it is known by now; returns those for which that is settled.

    Not settled is one that a verb holds, and one whose mark is not that of `marks` any more: something changed, or
    somebody else looked, since it was asked what applies, so that the answer may be an old one.
    """
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=choices)
    tickets = list(free.order_by("pk"))
    kept = TicketClocks.objects.in_bulk([ticket.pk for ticket in tickets])
    if marks is not None:
        tickets = [each for each in tickets if kept[each.pk].unlooked_event_id == marks[each.pk]]
    news = [
        (ticket, [_chosen(ticket, choices[ticket.pk])])
        for ticket in tickets
        if not _is_known(kept.get(ticket.pk), choices[ticket.pk])
    ]
    if news:
        write_all_events(news)
    return {ticket.pk for ticket in tickets}


def _is_known(clocks: TicketClocks | None, choice: Choice) -> bool:
    return clocks is not None and bool(clocks.state.get("is_chosen")) and choice == _choice_of(clocks)


def _chosen(ticket: Ticket, choice: Choice) -> Event:
    data: dict[str, Any] = {"policy_version": choice.policy, "hours_version": choice.hours}
    name = _name_of(choice.policy) if choice.policy else ""
    return event_of(ticket, Verb.GOALS_CHOSEN, policy=name, **data)


def _choice_of(clocks: TicketClocks) -> Choice:
    return Choice(clocks.policy_version_id, clocks.hours_version_id)


@cache
def _name_of(version: int) -> str:
    return GoalPolicyVersion.objects.values_list("name", flat=True).get(pk=version)


# --- when what is offered changes -------------------------------------------------------------------


def look_again(size: int = 1000) -> None:
    """Goals or hours say something else: have all unsolved tickets looked at, a portion at a time."""
    last = 0
    while ids := _mark(last, size):
        last = ids[-1]


@transaction.atomic
def _mark(after: int, size: int) -> list[int]:
    found = Ticket.objects.unsolved().filter(pk__gt=after).order_by("pk").select_for_update(no_key=True)
    ids = list(found.values_list("pk", flat=True)[:size])
    mark_behind(ids)
    return ids


def mark_behind(ids: list[int]) -> None:
    """Have these locked tickets looked at, after those of the customers who write."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_MARK)
        [mark] = cursor.fetchone()
    doubt(ids, [behind(mark)] * len(ids))


def begin_clocks(limit: int = PORTION) -> int:
    """Give clocks to unsolved tickets from before there were any, the newest first; returns how many were met.

    One that tells of nothing gets empty ones, so that it stands in the way of no older one.
    """
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT, [limit])
        ids = [pk for (pk,) in cursor.fetchall()]
    for pk in ids:
        with transaction.atomic():
            ticket = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            last = ticket.events.order_by("-pk").first() if ticket else None
            if ticket and last:
                reckon(ticket, behind(last.pk))
            if ticket:
                empty = {"state": to_json(State()), "event_id": last.pk if last else 0}
                TicketClocks.objects.get_or_create(ticket=ticket, defaults=empty)
                note_told(pk)
    return len(ids)
