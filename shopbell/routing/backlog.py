"""The backlog of a queue, kept apart from what is new: what was left when the day began, and what is late already.

Worked off by promise alone, a queue that fell behind breaks every promise: what is late always comes first, and what
could still be kept becomes late behind it. So a team may say of how many of ten tickets that wait are taken from the
backlog; the others are taken from what is new. Each part goes by its promises, and whoever waits live is in neither.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from django.db.models import Count, Q

from shopbell.promises.business_hours import BusinessHours, hours_for, hours_of_teams
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .assignment_reason import AssignmentReason
from .capacity import CapacityPolicy, live_channels
from .team_routing import ROUTED, TeamRouting, routing_of

NIGHT = timedelta(hours=3)  # a shorter closure is a break: the day goes on after it
LONGEST = timedelta(days=30)  # a queue that has been open for longer has no night
OF = 10  # tickets, of which some are the backlog's
A_DAY = timedelta(days=1)  # how far back it is known whose turn was


class Lanes(NamedTuple):
    """How some queues are parted."""

    backlog: Q
    share: int  # of OF
    turns: list[bool]  # the last ones, the newest last: whether each was the backlog's

    def mixed(self, new: Iterable[int], left: Iterable[int]) -> Iterator[int]:
        """`new` and `left`, each in its order: of any ten that follow each other `share` are left, while both last."""
        lanes, turns = {False: iter(new), True: iter(left)}, list(self.turns)
        while True:
            turn = is_turn_of_backlog(turns, self.share)
            found = next(lanes[turn], None)
            if found is None:
                yield from chain(lanes[not turn])
                return
            turns.append(turn)
            yield found


def is_turn_of_backlog(turns: list[bool], share: int) -> bool:
    """Whether the next is taken from the backlog, after `turns`. Spread evenly over the ten."""
    last = turns[-(OF - 1) :]
    if len(last) == OF - 1:
        return sum(last) < share
    return sum(last) * OF < share * (len(last) + 1) - OF // 2


def lanes_of(teams: Iterable[int | None], now: datetime) -> Lanes | None:
    """How the queues of `teams` (None: of no team) are parted; None where none of them is.

    Asked together, they are one line with the greatest of their shares.
    """
    asked = set(teams)
    parted = [each for each in ROUTED() if each.team_id in asked and each.backlog_of_ten]
    if not parted:
        return None
    share = max(each.backlog_of_ten for each in parted)
    return Lanes(_backlog_of(parted, now), share, _last_turns(asked, now))


def counted_backlog(tickets: TicketQuerySet, now: datetime) -> dict[int | None, int]:
    """How many of `tickets` that nobody has and that can wait are backlog, by team; of teams that keep it apart."""
    parted = [each for each in ROUTED() if each.backlog_of_ten]
    if not parted:
        return {}
    live = Q(channel__in=live_channels(CapacityPolicy.current()), waiting_since__isnull=False)
    wanting = tickets.filter(assignee=None, status__among=[Status.NEW, Status.OPEN]).exclude(live)
    counted = wanting.filter(_backlog_of(parted, now)).order_by().values("team").annotate(count=Count("pk"))
    return dict(counted.values_list("team", "count"))


def _backlog_of(parted: Iterable[TeamRouting], now: datetime) -> Q:
    backlog, hours = Q(pk__in=[]), hours_of_teams(each.team_id for each in parted)
    opened = {kept: _began(kept, now) for kept in set(hours.values())}
    for team, kept in hours.items():
        backlog |= Q(team=team) & _left(opened[kept], now)
    return backlog


def _left(opened: datetime | None, now: datetime) -> Q:
    late = Q(clocks__due_at__lte=now)
    return late | Q(waiting_since__lt=opened) if opened else late


def is_backlog(ticket: Ticket, now: datetime, *, is_parted: bool = False) -> bool | None:
    """Whether `ticket` is of its team's backlog; None while the customer waits live, and where the line that it is
    taken from is not parted. `is_parted`: that line is, by another team's share.
    """
    has_share = bool(routing_of(ticket.team_id).backlog_of_ten)
    if not has_share and not is_parted:
        return None
    if ticket.waiting_since and CapacityPolicy.current().weight_of(ticket.channel):
        return None
    if not has_share:
        return False
    clocks = getattr(ticket, "clocks", None)
    if clocks and clocks.due_at and clocks.due_at <= now:
        return True
    opened = opened_at(ticket.team_id, now)
    return bool(opened and ticket.waiting_since and ticket.waiting_since < opened)


def opened_at(team_id: int | None, now: datetime) -> datetime | None:
    """When the team's day began; None while it is closed, and for hours without a night."""
    return _began(hours_for(team_id=team_id, inbox_id=None, channel=""), now)


def _began(kept: BusinessHours | None, now: datetime) -> datetime | None:
    hours = kept.hours_now if kept else None
    if hours is None or not hours.is_open(now):
        return None
    began = before = None
    for start, end in hours.open_between(now - LONGEST, now + timedelta(seconds=1)):
        if before is None or start - before >= NIGHT:
            began = start
        before = end
    return began if began and began > now - LONGEST else None


def _last_turns(teams: set[int | None], now: datetime) -> list[bool]:
    given = AssignmentReason.objects.filter(at__gt=now - A_DAY, is_backlog__isnull=False)
    known = [team for team in teams if team]
    theirs = Q(ticket__team__in=known)
    of_them = given.filter(theirs | Q(ticket__team=None) if None in teams else theirs)
    newest = of_them.order_by("-at").values_list("is_backlog", flat=True)[: OF - 1]
    return [bool(turn) for turn in newest][::-1]
