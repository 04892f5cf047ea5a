"""The ledger: for whatever happened lately, what became of it for an agent, in words, also when nothing was told.

What is written down says it (`Notification`). For an event without a row of the agent's, the reason is that they did
it themselves, or that it was none of theirs.
"""

from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_time
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.core.reader import locale
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .decision import Why
from .kind import Kind, Way
from .news import HEARD
from .notification import KEPT_UNTOLD, Notification, newest
from .notify import group_of
from .sentence import sentence

MOST = 60
OWN = _("You did this yourself: nobody is told of what they did.")
NOT_YOURS = _(
    "It did not concern you then: the ticket was not yours, you did not follow it, and nobody called you by name."
)
NOT_ASKED = _("You are not told about new tickets of your team: that is switched off in your notifications.")
MANY = _("It was part of a change to many tickets, of which you were told once.")


@dataclass
class Account:
    """One event, or one alarm of no ticket, and what became of it."""

    event: Event | None
    ticket: Ticket | None
    at: datetime
    words: str = ""  # empty: the event speaks for itself
    kind: str = ""
    ways: list[tuple[str, str, bool]] = field(
        default_factory=list
    )  # name, reason, whether it was told this way
    reason: str = ""


def accounts_of(agent, before: int | None = None) -> tuple[list[Account], int | None]:
    """What was decided for `agent`, newest first, of tickets that they may read."""
    every = Notification.objects.all()
    rows, older = newest(agent, every.filter(pk__lt=before) if before else every, MOST)
    rows = rows.select_related(
        "ticket",
        "event__agent",
        "event__customer",
        "event__ticket",
        "unequal__reason",
        "unequal__team",
        "ask__by",
        "incident_update__incident",
    )
    return [_told(row, row.event) for row in rows], older


def accounts_in(ticket: Ticket, agent, now: datetime | None = None) -> list[Account]:
    """For each event of the last two weeks that somebody could be told of: what became of it for `agent`, and why."""
    since = (now or timezone.now()) - KEPT_UNTOLD
    events = Event.objects.filter(ticket=ticket, verb__in=list(HEARD), created_at__gt=since)
    events = events.select_related("agent", "customer", "ticket").order_by("-pk")[:MOST]
    rows = {row.event_id: row for row in Notification.objects.filter(agent=agent, event__in=list(events))}
    groups = {group for event in events for kind in Kind if (group := group_of(event, kind))}
    told = set(
        Notification.objects.filter(agent=agent, group__in=groups).values_list("group", flat=True)
        if groups
        else ()
    )
    told_of = {
        event.message_id for event in events if event.pk in rows
    }  # by another event, as a call by name is
    return [
        _account(rows.get(event.pk), event, agent, told)
        for event in events
        if event.pk in rows or event.message_id is None or event.message_id not in told_of
    ]


def _account(row: Notification | None, event: Event, agent=None, told: set[str] | None = None) -> Account:
    if row is not None:
        row.event = event
        return _told(row, event)
    if agent and event.agent_id == agent.pk:
        reason = OWN
    elif told and any(group_of(event, kind) in told for kind in Kind):
        reason = MANY
    elif agent and event.verb == Verb.CREATED and event.ticket.team_id in agent.team_ids:
        reason = NOT_ASKED  # who never asked for new tickets has no row for each
    else:
        reason = NOT_YOURS
    return Account(event, event.ticket, event.created_at, reason=str(reason))


def _told(row: Notification, event: Event | None) -> Account:
    ways = [(str(way.label), why_words(row, way), _is_told(row, way)) for way in Way]
    at = event.created_at if event else row.created_at
    return Account(event, row.ticket, at, sentence(row), str(Kind(row.kind).label), ways)


def why_words(row: Notification, way: Way) -> str:
    """What became of this way: "yes", or "no: quiet hours until …"."""
    until = (
        format_time(timezone.localtime(row.quiet_until), "short", locale=locale()) if row.quiet_until else ""
    )
    return str(Why(getattr(row, way.value)).label) % {"until": until}


def _is_told(row: Notification, way: Way) -> bool:
    return getattr(row, way.value) in (Why.SENT, Why.WAITS)
