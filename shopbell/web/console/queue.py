"""The views that an agent has, built in and saved: which tickets each shows, in which order, and how many there are.

Each is a list of conditions (`tickets/filter`); what is typed into the filter line narrows it further. The
built-in ones are counted in one query over unsolved tickets, so that they cost the same however many were ever
solved; the rest in one more, each no further than to a cap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.core.row_key import row_key
from shopbell.tickets.filter.condition import Asker, Condition, Filter
from shopbell.tickets.filter.query import counts_of, question
from shopbell.tickets.mention import mentioning, with_unread_mentions
from shopbell.tickets.saved_view import ONLY_QUEUED, Order, SavedView
from shopbell.tickets.ticket import Ticket, TicketQuerySet

MENTIONS = "mentions"  # an order of its own: unread first
CALLS = "calls"  # and another: the call that is due first
MOST_COUNTED = 1_000  # of a saved view and of a filter: "1,000+" says as much, and costs no more at any size


SNOOZED = (
    Condition("status", ("unsolved",)),
    Condition("is", ("snoozed",)),
    Condition("is", ("spam",), is_not=True),
)


@dataclass(frozen=True)
class Queue:
    """One view. `is_counted` is false where a number would grow without end; `view` is its row if it was saved."""

    slug: str
    title: str
    filter: Filter = ()
    order: str = Order.PROMISE
    is_of_queue: bool = True  # unsolved and not at rest, besides what `filter` says
    is_team: bool = False
    is_counted: bool = True
    count: int = 0
    view: SavedView | None = None
    narrowing: Filter = ()  # by the filter line
    typed: str = ""  # the same as text, for addresses

    @property
    def order_words(self) -> str:
        own = {MENTIONS: _("Unread first"), CALLS: _("Due first")}
        return own.get(self.order) or str(Order(self.order).label)

    @property
    def conditions(self) -> Filter:
        """All that a ticket must meet to be in the list, for a view that is saved from it."""
        of_queue = (ONLY_QUEUED,) if self.is_of_queue else ()
        return (*of_queue, *self.filter, *self.narrowing)

    @property
    def address(self) -> str:
        """The part of an address behind `?` that names this view and its filter, for a ticket beside it."""
        return urlencode({"view": self.slug} | ({"filter": self.typed} if self.typed else {}))

    @property
    def narrowed(self) -> str:
        """The part of an address of this view that names its filter, with its `?`; empty without one."""
        return f"?{urlencode({'filter': self.typed})}" if self.typed else ""

    def tickets(self, agent: Agent, now: datetime) -> TicketQuerySet:
        """What the view shows to `agent`, unordered."""
        visible = Ticket.objects.visible_to(agent)
        if self.order == MENTIONS:
            visible = mentioning(visible, agent)
        if self.is_of_queue:
            visible = visible.in_queue()
        return visible.filter(question((*self.filter, *self.narrowing), Asker.of(agent, now)))

    def news(self, agent: Agent, now: datetime) -> TicketQuerySet:
        """What is counted: all that the view shows, but only the unread of the mentions."""
        if self.order == MENTIONS:
            return with_unread_mentions(Ticket.objects.visible_to(agent), agent)
        return self.tickets(agent, now)


def queues_of(agent: Agent) -> list[Queue]:
    """The agent's views in the order of the screen: the desk's, one per team they may read, then the saved ones."""
    saved = SavedView.objects.visible_to(agent)
    return [*_own(), *(_of_team(team) for team in _teams_of(agent)), *(_saved(view) for view in saved)]


def queue_of(agent: Agent, slug: str) -> Queue | None:
    """The agent's view with this slug; None when they have no such view."""
    kind, _dash, number = slug.partition("-")
    if key := row_key(number):
        if kind == "team":
            team = _teams_of(agent).filter(pk=key).first()
            return _of_team(team) if team else None
        if kind == "saved":
            view = SavedView.objects.visible_to(agent).filter(pk=key).first()
            return _saved(view) if view else None
    return next((queue for queue in _own() if queue.slug == slug), None)


def with_counts(queues: list[Queue], agent: Agent) -> list[Queue]:
    """The same views with how many tickets each holds for `agent`."""
    asker = Asker.of(agent)
    counted = [each for each in queues if each.is_counted]
    counts = _counts_of_queued([each for each in counted if each.is_of_queue], asker)
    others = [each for each in counted if not each.is_of_queue]
    numbers = counts_of([each.news(agent, asker.now) for each in others], most=MOST_COUNTED + 1)
    counts |= {each.slug: number for each, number in zip(others, numbers, strict=True)}
    return [replace(queue, count=counts.get(queue.slug, 0)) for queue in queues]


def _counts_of_queued(queues: Iterable[Queue], asker: Asker) -> dict[str, int]:
    wishes = {
        queue.slug.replace("-", "_"): Count(Value(1), filter=question(queue.filter, asker) or None)
        for queue in queues
    }
    counts = Ticket.objects.visible_to(asker.agent).in_queue().order_by().aggregate(**wishes)
    return {key.replace("_", "-"): count for key, count in counts.items()}


def _own() -> list[Queue]:
    return [
        Queue("mine", _("Mine"), (Condition("assignee", ("me",)),)),
        Queue("mentions", _("Mentions"), order=MENTIONS, is_of_queue=False),
        Queue("unassigned", _("Unassigned"), (Condition("assignee", ("none",)),)),
        Queue("first-reply", _("First reply"), (Condition("is", ("unanswered",)),)),
        Queue("risk", _("Promise at risk"), (Condition("promise", ("risk", "overdue")),), Order.PROMISE),
        Queue("calls", pgettext("phone", "Call back"), (Condition("callback", ("open",)),), CALLS),
        Queue("open", _("All open"), order=Order.NEWEST),
        Queue("drafts", _("Drafts"), (Condition("has", ("draft",)),), Order.NEWEST, is_of_queue=False),
        Queue("snoozed", _("Snoozed"), SNOOZED, Order.NEWEST, is_of_queue=False),
        Queue(
            "solved",
            _("Solved recently"),
            (Condition("solved", ("<30d",)),),
            Order.SOLVED,
            is_of_queue=False,
            is_counted=False,
        ),
        Queue("all", _("All tickets"), order=Order.NEWEST, is_of_queue=False, is_counted=False),
        Queue(
            "spam",
            _("Spam"),
            (Condition("is", ("spam",)),),
            Order.NEWEST,
            is_of_queue=False,
            is_counted=False,
        ),
    ]


def _of_team(team: Team) -> Queue:
    return Queue(f"team-{team.pk}", team.name, (Condition("team", (team.pk,)),), is_team=True)


def _saved(view: SavedView) -> Queue:
    return Queue(f"saved-{view.pk}", view.name, view.filter, view.order, is_of_queue=False, view=view)


def _teams_of(agent: Agent) -> QuerySet[Team]:
    teams = Team.objects.only("name")
    return teams if agent.may(Permission.TICKET_READ_ALL) else teams.filter(memberships__agent=agent)
