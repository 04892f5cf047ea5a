"""The wall: what a lead watches. Queues as they are now, who is there and carries how much, and who waits longest.

It is asked in a fixed number of questions, however many tickets and agents there are, and nothing is kept between
two of them: a figure is never older than its screen. A screen asks again two seconds after the last time at the
earliest (`data-live-pause`), and the gateway tells the screens one after the other (`live/rounds.py`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Choice, unseen_agents
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.channels.inbox import Inbox
from shopbell.live.looking import LASTS, Looking
from shopbell.promises.running import Running, running_of
from shopbell.routing.backlog import counted_backlog
from shopbell.routing.unmanned import waits_alone
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .risk import at_risk

MOST = 12  # tickets in a list of the wall
MOST_LOOKED_AT = 3  # per agent
ORDER = [Choice.AVAILABLE, Choice.BUSY, Choice.AWAY, Choice.OFFLINE]
ACTIVE = Q(status__among=[Status.NEW, Status.OPEN])  # somebody of the desk has to do something
CHATS = ACTIVE & Q(channel="chat")
COUNTS = {
    "open": Count("pk"),
    "first_reply": Count("pk", filter=ACTIVE & Q(first_replied_at=None)),
    "unassigned": Count("pk", filter=Q(assignee=None)),
    "chats": Count("pk", filter=CHATS),
    "waiting_since": Min("waiting_since"),
}


@dataclass(frozen=True)
class Scope:
    """What an agent's wall is about: some teams, or (`is_whole`) all of them and the tickets of none."""

    agent: Agent
    teams: list[Team]
    is_whole: bool

    def tickets(self) -> TicketQuerySet:
        """What waits in the queues of the scope."""
        queued = Ticket.objects.visible_to(self.agent).in_queue()
        return queued if self.is_whole else queued.filter(team__in=[team.pk for team in self.teams])

    def agents(self):
        """Who works there."""
        active = Agent.objects.filter(is_active=True)
        if self.is_whole:
            return active
        members = Q(memberships__team__in=[team.pk for team in self.teams])
        return active.filter(pk__in=Agent.objects.filter(members).values("pk"))


def scope_of(agent: Agent) -> Scope:
    """All teams for who may see all of them, else those that the agent leads."""
    if agent.may(Permission.WALL_READ_ALL):
        return Scope(agent, list(Team.objects.all()), is_whole=True)
    led = Team.objects.filter(memberships__agent=agent, memberships__is_lead=True)
    return Scope(agent, list(led), is_whole=False)


@dataclass(frozen=True)
class Figures:
    open: int = 0
    first_reply: int = 0
    unassigned: int = 0
    chats: int = 0
    late: int = 0  # whose promise is broken
    unmanned: int = 0  # chats whose customers wait while nobody of their team is there
    waiting_since: datetime | None = None

    def __add__(self, other: "Figures") -> "Figures":
        since = [each.waiting_since for each in (self, other) if each.waiting_since]
        return Figures(
            self.open + other.open,
            self.first_reply + other.first_reply,
            self.unassigned + other.unassigned,
            self.chats + other.chats,
            self.late + other.late,
            self.unmanned + other.unmanned,
            min(since, default=None),
        )


@dataclass(frozen=True)
class Line:
    """The queue of a team (None: the tickets of no team) or of an inbox (None: of none)."""

    of: Team | Inbox | None
    figures: Figures
    backlog: int = 0  # of those whom nobody has, where a team keeps it apart


@dataclass(frozen=True)
class Worker:
    """An agent on the wall; `load` is how many tickets of theirs want something done."""

    agent: Agent
    state: str
    load: int
    chats: int
    late: int  # whose promise is broken
    waiting_since: datetime | None
    looking: list[Ticket]

    @property
    def status_text(self) -> str:
        return self.agent.availability.status_text if hasattr(self.agent, "availability") else ""

    @property
    def is_full(self) -> bool:
        return self.load >= self.agent.capacity

    @property
    def is_there(self) -> bool:
        return self.state != Choice.OFFLINE


@dataclass(frozen=True)
class Wall:
    scope: Scope
    at: datetime
    total: Figures
    teams: list[Line]
    inboxes: list[Line]
    workers: list[Worker]
    absent: int  # agents who are offline and have nothing open
    risks: list[Ticket]
    unassigned: list[Ticket]
    promises: dict[int, Running]  # of those, by ticket

    @property
    def available(self) -> int:
        return sum(worker.state == Choice.AVAILABLE for worker in self.workers)


def wall_of(agent: Agent, now: datetime) -> Wall:
    """The wall as it is at `now`."""
    scope = scope_of(agent)
    teams, inboxes = _figures(scope, now)
    workers = workers_of(scope, now)
    shown = [worker for worker in workers if worker.is_there or worker.load]
    listed = scope.tickets().select_related("customer", "assignee", "team")
    risks = at_risk(listed, now, most=MOST)
    unassigned = _unassigned(listed, risks)
    return Wall(
        scope,
        now,
        total=sum((line.figures for line in teams), Figures()),
        teams=teams,
        inboxes=inboxes,
        workers=shown,
        absent=len(workers) - len(shown),
        risks=risks,
        unassigned=unassigned,
        promises=running_of([ticket.pk for ticket in (*risks, *unassigned)]),
    )


def _figures(scope: Scope, now: datetime) -> tuple[list[Line], list[Line]]:
    """The lines of the teams and of the inboxes, both from one count."""
    by_team: defaultdict[int | None, Figures] = defaultdict(Figures)
    by_inbox: defaultdict[int | None, Figures] = defaultdict(Figures)
    counts = {
        "unmanned": Count("pk", filter=waits_alone(now)),
        "late": _late(now),
    } | COUNTS  # which call something else `waiting_since`
    rows = scope.tickets().order_by().values("team_id", "arrival__inbox_id").annotate(**counts)
    for row in rows:
        figures = Figures(**{name: row[name] for name in counts})  # type: ignore[literal-required]
        by_team[row["team_id"]] += figures
        by_inbox[row["arrival__inbox_id"]] += figures
    left = counted_backlog(scope.tickets(), now)
    teams = [Line(team, by_team[team.pk], left.get(team.pk, 0)) for team in scope.teams]
    if scope.is_whole and by_team[None].open:
        teams.append(Line(None, by_team[None], left.get(None, 0)))
    found = Inbox.objects.filter(pk__in=[pk for pk in by_inbox if pk])
    inboxes = [Line(inbox, by_inbox[inbox.pk]) for inbox in found]
    return teams, inboxes


def workers_of(scope: Scope, now: datetime) -> list[Worker]:
    """Who works in the scope: those who are there first, then by name."""
    agents = list(scope.agents().select_related("availability"))
    loads, looking = _loads(scope, agents, now), _looking(scope, agents, now)
    workers = [
        Worker(agent, _state(agent, now), **loads.get(agent.pk, NOTHING), looking=looking[agent.pk])
        for agent in agents
    ]
    return sorted(workers, key=lambda worker: (ORDER.index(Choice(worker.state)), worker.agent.name))


NOTHING = {"load": 0, "chats": 0, "late": 0, "waiting_since": None}


def _late(now: datetime) -> Count:
    return Count("pk", filter=Q(clocks__due_at__lte=now))


def _loads(scope: Scope, agents: Iterable[Agent], now: datetime) -> dict[int, dict]:
    own = Ticket.objects.visible_to(scope.agent).in_queue().filter(assignee__in=[each.pk for each in agents])
    counts = {
        "load": Count("pk", filter=ACTIVE),
        "chats": Count("pk", filter=CHATS),
        "late": _late(now),
        "waiting_since": Min("waiting_since"),
    }
    return {row.pop("assignee_id"): row for row in own.order_by().values("assignee_id").annotate(**counts)}


def _looking(scope: Scope, agents: Iterable[Agent], now: datetime) -> defaultdict[int, list[Ticket]]:
    """What each of `agents` has open now, as far as who asks may see it."""
    rows = Looking.objects.filter(
        agent__in=[each.pk for each in agents],
        seen_at__gt=now - LASTS,
        ticket__in=Ticket.objects.visible_to(scope.agent),
    ).exclude(agent__in=unseen_agents())
    found: defaultdict[int, list[Ticket]] = defaultdict(list)
    for row in (
        rows.select_related("ticket").order_by("agent_id", "ticket_id").distinct("agent_id", "ticket_id")
    ):
        if len(found[row.agent_id]) < MOST_LOOKED_AT:
            found[row.agent_id].append(row.ticket)
    return found


def _unassigned(listed: TicketQuerySet, risks: list[Ticket]) -> list[Ticket]:
    """What nobody has, the longest wait first, without what stands among the risks."""
    above = {ticket.pk for ticket in risks}
    order = F("waiting_since").asc(nulls_last=True), "last_message_at", "pk"
    rows = listed.filter(assignee=None).order_by(*order)[: MOST + len(above)]
    return [ticket for ticket in rows if ticket.pk not in above][:MOST]


def _state(agent: Agent, now: datetime) -> str:
    return agent.availability.state(now) if hasattr(agent, "availability") else Choice.OFFLINE
