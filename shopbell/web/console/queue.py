"""The views that every agent has: which tickets each shows, in which order, and how many there are.

Counting is one query over unsolved tickets, so it costs the same however many were ever solved.
Orders: the longest wait first, then the longest silence; the newest first; what was solved last; mentions unread first.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.tickets.draft import Draft
from shopbell.tickets.mention import count_unread_mentions, mentioning
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import IN_QUEUE, Ticket, TicketQuerySet

RECENT = timedelta(days=30)
SNOOZED = Q(snooze__isnull=False, spam__isnull=True)
WAITING, NEWEST, SOLVED, MENTIONS = "waiting", "newest", "solved", "mentions"


@dataclass(frozen=True)
class Queue:
    """One built-in view. `is_counted` is false where a number would grow without end."""

    slug: str
    title: str
    condition: Q
    order: str = WAITING
    is_team: bool = False
    is_counted: bool = True
    is_whole: bool = False  # solved tickets too
    is_snoozed: bool = False
    count: int = 0

    @property
    def order_words(self) -> str:
        return {
            WAITING: _("Longest wait first"),
            NEWEST: _("Newest first"),
            SOLVED: _("Solved last first"),
            MENTIONS: _("Unread first"),
        }[self.order]

    @property
    def whole_condition(self) -> Q:
        """Which unsolved tickets the view holds: without those that are snoozed, or only those."""
        return self.condition if self.is_snoozed else self.condition & IN_QUEUE

    def tickets(self, agent: Agent, now: datetime) -> TicketQuerySet:
        """What the view shows to `agent`, unordered."""
        visible = Ticket.objects.visible_to(agent)
        if self.order == MENTIONS:
            return mentioning(visible, agent)
        if self.order == SOLVED:
            return visible.filter(self.condition, solved_at__gt=now - RECENT)
        if self.is_whole:
            return visible.filter(self.condition)
        return visible.unsolved().filter(self.whole_condition)


def queues_of(agent: Agent) -> list[Queue]:
    """The agent's views in the order of the screen: their own, then one per team they may read."""
    return [*_own(agent), *(_of_team(team) for team in _teams_of(agent))]


def queue_of(agent: Agent, slug: str) -> Queue | None:
    """The agent's view with this slug; None when they have no such view."""
    kind, _dash, number = slug.partition("-")
    if kind == "team" and number.isdecimal() and len(number) < 19:
        team = _teams_of(agent).filter(pk=number).first()
        return _of_team(team) if team else None
    return next((queue for queue in _own(agent) if queue.slug == slug), None)


def with_counts(queues: list[Queue], agent: Agent) -> list[Queue]:
    """The same views with how many tickets each holds for `agent`: one query, and one for each that is whole."""
    counted = {
        queue.slug.replace("-", "_"): queue for queue in queues if queue.is_counted and not queue.is_whole
    }
    wishes = {key: Count(Value(1), filter=queue.whole_condition) for key, queue in counted.items()}
    visible = Ticket.objects.visible_to(agent)
    counts = visible.unsolved().order_by().aggregate(**wishes)
    for queue in queues:
        if queue.order == MENTIONS:
            counts[MENTIONS] = count_unread_mentions(visible, agent)
        elif queue.is_whole and queue.is_counted:
            counts[queue.slug.replace("-", "_")] = visible.filter(queue.condition).order_by().count()
    return [replace(queue, count=counts.get(queue.slug.replace("-", "_"), 0)) for queue in queues]


def _own(agent: Agent) -> list[Queue]:
    first_reply = Q(first_replied_at=None, status__in=[Status.NEW, Status.OPEN])
    begun = Draft.objects.filter(agent=agent).values("ticket")
    return [
        Queue("mine", _("Mine"), Q(assignee=agent)),
        Queue("mentions", _("Mentions"), Q(), order=MENTIONS, is_whole=True),
        Queue("unassigned", _("Unassigned"), Q(assignee=None)),
        Queue("first-reply", _("First reply"), first_reply),
        Queue("open", _("All open"), Q(), order=NEWEST),
        Queue("drafts", _("Drafts"), Q(pk__in=begun), order=NEWEST, is_whole=True),
        Queue("snoozed", _("Snoozed"), SNOOZED, order=NEWEST, is_snoozed=True),
        Queue("solved", _("Solved recently"), Q(solved_at__isnull=False), order=SOLVED, is_counted=False),
        Queue("spam", _("Spam"), Q(spam__isnull=False), order=NEWEST, is_counted=False, is_whole=True),
    ]


def _of_team(team: Team) -> Queue:
    return Queue(f"team-{team.pk}", team.name, Q(team=team.pk), is_team=True)


def _teams_of(agent: Agent) -> QuerySet[Team]:
    teams = Team.objects.only("name")
    return teams if agent.may(Permission.TICKET_READ_ALL) else teams.filter(memberships__agent=agent)
