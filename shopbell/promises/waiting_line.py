"""The line of a team's chats as it stands: who waits, who talks, who is there, and how fast it went of late.

Each has a line of their own in it: of those who could answer them, and of whom these would take before (`own_line.py`).

Somebody waits from the moment they wrote until a person answers, given to an agent or not; a conversation holds
a place of its agent until it is solved or nobody has said anything for a while.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from shopbell.channels.chat.manned import chats
from shopbell.core.bus import publish
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .calibration import REMEMBERED, Observation
from .crew import QUIET, Crew, crew_of
from .own_line import Group, Helper, own_line, place_behind
from .wait import Model, Pace, Range, forecast, pace_of
from .wait_forecast import ENDS, WaitForecast, note_outcome, show

VERBS = {Verb.REPLIED, Verb.CALLED, Verb.MOVED, *ENDS}
SHORTEST_TALK_SECONDS = 20.0
LONGEST_TALK_SECONDS = 7200.0
# read as plain values: 300 of them for each look
KNOWN = [
    "middle_seconds",
    "spread",
    "is_queued",
    "shown_at",
    "answered_at",
    "left_at",
    "ticket__last_message_at",
]
CALM = timedelta(seconds=30)  # what was shown is not looked at anew sooner, unless the place changed
RECENT = 60  # conversations that the pace is taken from
TOLD_OF_CHANGE = 30  # of those who wait, the first; the others see it when they look again


# whom nobody has answered, or whose agent has left them while they wait for an answer
WAITS_FOR_SOMEBODY = Q(first_replied_at=None) | Q(assignee=None, waiting_since__isnull=False)


def waiting_in(team_id: int | None) -> TicketQuerySet:
    """Chats that no person has answered, in the order in which they came."""
    return chats().filter(team=team_id, first_replied_at=None).order_by("created_at", "pk")


def experience_of(team_id: int | None, now: datetime) -> tuple[Pace, list[Observation]]:
    """How fast the line went of late, and what became of the waits that were foretold (the newest first)."""
    rows = WaitForecast.objects.of_line(team_id).told_when_they_came().order_by("-pk")[:REMEMBERED]
    past, talks, left = [], [], 0
    for middle, spread, is_queued, shown_at, answered_at, left_at, last_at in rows.values_list(*KNOWN):
        past.append(
            Observation(
                middle,
                spread,
                is_queued,
                _seconds(shown_at, answered_at or left_at or now),
                bool(answered_at),
            )
        )
        left += left_at is not None
        if answered_at and last_at < now - QUIET:
            talks.append(_seconds(answered_at, last_at))
    services = [min(max(each, SHORTEST_TALK_SECONDS), LONGEST_TALK_SECONDS) for each in talks[:RECENT]]
    pickups = [each.seconds for each in past if each.is_over and not each.is_queued][:RECENT]
    waited = sum(each.seconds for each in past)
    return pace_of(services, waited_seconds=waited, left=left, pickups=pickups), past


def _seconds(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds())


class Stand:
    """Where somebody stands behind those `ahead` of them who is answered by the crew, or by a part of it."""

    def __init__(
        self,
        crew: Crew,
        asked: Mapping[str, Any],
        ahead: TicketQuerySet,
        resting: Mapping[int, float] | None = None,
    ):
        self.crew, self.able, self.resting = crew, crew.able(asked), resting or {}
        self.groups = [*_groups(crew, ahead)]
        self.place = place_behind(self.groups, self.able)

    def foretold(self) -> tuple[Model, Range, bool] | None:
        """What to show them; None while nobody is there who could answer."""
        if not self.able:
            return None
        pace, past = experience_of(self.crew.team_id, self.crew.now)
        line = own_line(self.groups, self.able, self._helpers(), pace)
        return (*forecast(line, past, self._rest()), line.departures > 0) if line.places else None

    def _helpers(self) -> list[Helper]:
        """Who let it pass has no room for it now, whatever they do."""
        return [
            replace(each, talks=max(each.talks, each.places)) if each.agent in self.resting else each
            for each in self.crew.helpers
        ]

    def _rest(self) -> float:
        """Seconds in which nobody is asked about it."""
        return min(self.resting.get(agent, 0) for agent in self.able)


def _groups(crew: Crew, ahead: TicketQuerySet) -> Iterator[Group]:
    rows = ahead.order_by().values("assignee", *crew.asks).annotate(count=Count("pk"))
    for row in rows:
        agent = row["assignee"] if row["assignee"] in crew.agents else None
        yield Group(row["count"], crew.able(row), agent)


def stand_of(ticket: Ticket, now: datetime) -> Stand:
    """Where a waiting `ticket` stands in the line of its team; whose agent has left, behind those who came before they
    asked last.
    """
    crew = crew_of(ticket.team_id, now)
    asked = Ticket.objects.filter(pk=ticket.pk).values("pk", *crew.asks).get()
    since = (
        ticket.created_at if ticket.first_replied_at is None else ticket.waiting_since or ticket.created_at
    )
    earlier = Q(created_at__lt=since) | Q(created_at=since, pk__lt=ticket.pk)
    return Stand(crew, asked, waiting_in(ticket.team_id).filter(earlier), crew.resting(ticket.pk))


def stand_of_newcomer(team_id: int | None, language: str) -> Stand:
    """Where somebody would stand who begins a chat now."""
    return Stand(crew_of(team_id, timezone.now()), {"language": language}, waiting_in(team_id))


def wait_shown(ticket: Ticket) -> tuple[int, Range | None]:
    """The place of a waiting `ticket` and the wait that its shopper is shown now; None while nobody is there.

    In the caller's transaction: of two windows of one shopper at once, the second shows what the first does.
    """
    hold_until_commit(f"wait of {ticket.pk}")
    now = timezone.now()
    stand = stand_of(ticket, now)
    last = WaitForecast.objects.filter(ticket=ticket).order_by("-pk").first()
    is_same = last and last.place == stand.place and last.team_id == ticket.team_id
    left = last.left_of_it(now) if last and is_same else None
    if last and left and stand.able and last.shown_at > now - CALM:
        return stand.place, left
    foretold = stand.foretold()
    if foretold is None:
        return stand.place, None
    if left and _still_holds(left, foretold[1]):
        return stand.place, left
    return stand.place, show(ticket.pk, ticket.team_id, stand.place, foretold).range


def _still_holds(left: Range, foretold: Range) -> bool:
    """Whether what is left of a range and what would be said now have anything in common."""
    return left.low <= foretold.high and foretold.low <= left.high


def react(event: Event) -> None:
    """Somebody was answered, given to another line or went: note it, and tell those behind that they moved up."""
    note_outcome(event)
    if event.ticket.channel == "chat" and _moves_up_others(event):
        behind = waiting_in(event.ticket.team_id).values_list("pk", flat=True)[:TOLD_OF_CHANGE]
        publish(*[f"ticket-{pk}" for pk in behind if pk != event.ticket_id])


def _moves_up_others(event: Event) -> bool:
    """Of all that is said in a chat only the first answer does: whoever it reached waits no more."""
    return event.verb != Verb.REPLIED or event.created_at == event.ticket.first_replied_at
