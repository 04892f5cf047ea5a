"""The line of a team's chats as it stands: who waits, who talks, who is there, and how fast it went of late.

Each has a line of their own in it: of those who could answer them, and of whom these would take before (`own_line.py`).

Somebody waits from the moment they wrote until a person answers, given to an agent or not; a conversation holds
a place of its agent until it is solved or nobody has said anything for a while.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Q, When
from django.utils import timezone

from shopbell.channels.chat.manned import chats
from shopbell.core.bus import publish
from shopbell.core.lock import hold_each_until_commit, hold_until_commit
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .calibration import REMEMBERED, Observation
from .crew import QUIET, Crew, crew_of
from .own_line import Group, Helper, own_line, place_behind
from .wait import Model, Pace, Range, forecast, pace_of
from .wait_forecast import ENDS, WaitForecast, note_outcome, show

Experience = tuple[Pace, list[Observation]]
LEAVES_OR_COMES_BACK = {
    *(Verb.PENDED, Verb.HELD, Verb.SNOOZED),
    *(Verb.OPENED, Verb.REOPENED, Verb.WOKEN, Verb.UNMARKED_SPAM, Verb.RESTORED, Verb.UNMERGED),
}
WHO_TAKES_IT = {Verb.ASSIGNED, Verb.UNASSIGNED, Verb.CLASSIFIED, Verb.TRANSFERRED}
VERBS = {Verb.REPLIED, Verb.CALLED, Verb.MOVED, *ENDS, *LEAVES_OR_COMES_BACK, *WHO_TAKES_IT}
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
JUST_NOW = timedelta(seconds=2)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
TOLD_OF_CHANGE = 30  # of those who wait, the first; the others see it when they look again


# whom nobody has answered, or whose agent has left them while they wait for an answer
WAITS_FOR_SOMEBODY = Q(first_replied_at=None) | Q(assignee=None, waiting_since__isnull=False)


def waiting_in(team_id: int | None) -> TicketQuerySet:
    """Chats that no person has answered, in the order in which they came."""
    return chats().filter(team=team_id, first_replied_at=None).order_by("created_at", "pk")


def standing_in(team_id: int | None, earliest: datetime = LONG_AGO) -> TicketQuerySet:
    """Those and whose agent has left, by the moment `since` which they stand in the line."""
    since = Case(When(first_replied_at=None, then="created_at"), default="waiting_since")
    standing = chats().filter(WAITS_FOR_SOMEBODY, team=team_id).annotate(since=since)
    return standing.filter(since__gte=earliest).order_by("since", "pk")


def experience_of(team_id: int | None, now: datetime) -> Experience:
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
        groups: Iterable[Group],
        resting: Mapping[int, float] | None = None,
    ):
        self.crew, self.able, self.resting = crew, crew.able(asked), resting or {}
        self.groups = list(groups)
        self.place = place_behind(self.groups, self.able)

    def foretold(self, experience: Experience | None = None) -> tuple[Model, Range, bool] | None:
        """What to show them; None while nobody is there who could answer. Of several in a line, the `experience` is
        theirs in common."""
        if not self.able:
            return None
        pace, past = experience or experience_of(self.crew.team_id, self.crew.now)
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
        yield Group(row["count"], crew.able(row), _theirs(crew, row))


def _theirs(crew: Crew, row: Mapping[str, Any]) -> int | None:
    """Of those who are there, whom the chat was given to."""
    return row["assignee"] if row["assignee"] in crew.agents else None


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
    ahead = waiting_in(ticket.team_id).filter(earlier)
    return Stand(crew, asked, _groups(crew, ahead), crew.resting(ticket.pk))


def stand_of_newcomer(team_id: int | None, language: str) -> Stand:
    """Where somebody would stand who begins a chat now."""
    crew = crew_of(team_id, timezone.now())
    return Stand(crew, {"language": language}, _groups(crew, waiting_in(team_id)))


def wait_shown(ticket: Ticket) -> tuple[int, Range | None]:
    """The place of a waiting `ticket` and the wait that its shopper is shown now; None while nobody is there.

    In the caller's transaction: of two windows of one shopper at once, the second shows what the first does.
    """
    hold_until_commit(f"wait of {ticket.pk}")
    now = timezone.now()
    last = WaitForecast.objects.filter(ticket=ticket).order_by("-pk").first()
    if last and (told := _told_just_now(last, ticket, now)):
        return last.place, told
    stand = stand_of(ticket, now)
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


def _told_just_now(last: WaitForecast, ticket: Ticket, now: datetime) -> Range | None:
    """What was found a moment ago for all who moved up: their windows read it, and reckon nothing."""
    is_it = not last.is_first and last.team_id == ticket.team_id and last.shown_at > now - JUST_NOW
    return last.left_of_it(now) if is_it else None


@transaction.atomic
def react(event: Event) -> None:
    """Somebody was answered, went into another line, left theirs or came back: note it, and tell those behind whose
    place is another now, in the line that was left too."""
    was_shown = note_outcome(event)  # an answer that moves a chat to e-mail finds no chat any more
    ticket = event.ticket
    if (was_shown or ticket.channel == "chat") and _moves_others(event):
        left = [event.data["before_id"]] if event.verb == Verb.MOVED else []
        look_at_lines({ticket.team_id, *left}, behind=ticket, asking=event.verb in WHO_TAKES_IT)


@transaction.atomic
def look_at_lines(
    team_ids: Collection[int | None],
    *,
    behind: Ticket | None = None,
    asking: bool = False,
    agent_id: int | None = None,
) -> None:
    """One look at each line, at the first who stand `behind` somebody: whose place is what they were shown hears
    nothing. If `asking`, only lines in which it matters who could answer whom; whom `agent_id` alone could answer hears
    in any case.

    Looks at a line follow each other: the one that began first would else be believed last.
    """
    now = timezone.now()
    waiting = [team_id for team_id in team_ids if is_stood_in(team_id, behind)]
    if waiting:
        hold_each_until_commit(f"line of {team_id}" for team_id in waiting)
    for team_id in waiting:
        crew = crew_of(team_id, now)
        if crew.asks or not asking:
            _tell_whose_place_changed(crew, behind, agent_id)


def is_stood_in(team_id: int | None, behind: Ticket | None) -> bool:
    return standing_in(team_id, behind.created_at if behind else LONG_AGO).exists()


def _tell_whose_place_changed(crew: Crew, behind: Ticket | None, agent_id: int | None) -> None:
    standing = {row["pk"]: (row, groups) for row, groups in _standing(crew, behind)}
    shown = {each.ticket_id: each for each in _last_shown(standing)}
    changed = []
    for pk, (row, groups) in standing.items():
        able, last = crew.able(row), shown.get(pk)
        is_shown = last and (last.place, last.team_id) == (place_behind(groups, able), crew.team_id)
        if not is_shown or (agent_id and able <= {agent_id}):
            changed.append(pk)
    experience = experience_of(crew.team_id, crew.now) if changed else None
    for pk in changed:
        stand = Stand(crew, *standing[pk], crew.resting(pk))
        if pk in shown and (foretold := stand.foretold(experience)):
            show(pk, crew.team_id, stand.place, foretold)
    publish(*[f"ticket-{pk}" for pk in changed])


def _standing(crew: Crew, behind: Ticket | None) -> Iterator[tuple[dict[str, Any], list[Group]]]:
    """The first who stand in the line, `behind` somebody, each with those who stand ahead of them.

    Whose agent has left is behind others, but stands in nobody's way.
    """
    ahead: Counter[tuple[frozenset[int], int | None]] = Counter()
    left = TOLD_OF_CHANGE
    after = (behind.created_at, behind.pk) if behind else (LONG_AGO, 0)
    for row in standing_in(crew.team_id).values("pk", "since", "first_replied_at", "assignee", *crew.asks):
        if (row["since"], row["pk"]) > after:
            yield row, [Group(count, able, agent) for (able, agent), count in ahead.items()]
            left -= 1
            if not left:
                return
        if row["first_replied_at"] is None:
            ahead[crew.able(row), _theirs(crew, row)] += 1


def _last_shown(ticket_ids: Iterable[int]) -> Iterable[WaitForecast]:
    rows = WaitForecast.objects.filter(ticket__in=list(ticket_ids))
    return rows.order_by("ticket", "-pk").distinct("ticket")


def _moves_others(event: Event) -> bool:
    """Of all that is said in a chat only the first answer does: whoever it reached waits no more. What becomes of it
    afterwards is no matter of the line."""
    if event.verb == Verb.REPLIED:
        return event.created_at == event.ticket.first_replied_at
    return event.verb == Verb.CALLED or event.ticket.first_replied_at is None
