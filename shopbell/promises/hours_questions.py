"""Which tickets are questions that were asked of whoever keeps some hours.

A question is a ticket that its customer began, in the hour in which it began; spam, deleted and merged tickets ask
nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q

from shopbell.tickets.first_message import FirstMessage
from shopbell.tickets.ticket import TicketQuerySet

from .business_hours import BusinessHours, InboxHours, TeamHours
from .hours_advice import Block
from .hours_period import A_DAY, Period, period_of
from .week_hours import DAY

A_QUARTER = timedelta(minutes=15)  # no clock is changed at another moment, nor by another time


def asked_of(kept: BusinessHours, tickets: TicketQuerySet) -> TicketQuerySet:
    """Those of `tickets` that are questions for which these hours hold, as `hours_for` chooses them."""
    began = FirstMessage.objects.filter(message__ticket=OuterRef("pk"))
    wanted = tickets.undeleted().standing().filter(~Exists(began), spam__isnull=True)
    return wanted.filter(_is_theirs(kept)).order_by()


def asked_newest_first(
    kept: BusinessHours, tickets: TicketQuerySet, block: Block, now: datetime
) -> list[TicketQuerySet]:
    """The questions that are counted in the hours of `block` (`hours_demand.demand_of`), in portions, each in order and
    of twice as many days as the one before: who lists the newest need not read and sort those of all the weeks."""
    asked = asked_of(kept, tickets).order_by("-created_at", "-pk")
    spans, size = list(spans_of(period_of(kept, now), block)), 1
    portions = []
    while spans:
        portions.append(asked.filter(_in_any(spans[-size:])))
        spans, size = spans[:-size], size * 2
    return portions


def _is_theirs(kept: BusinessHours) -> Q:
    """The hours of the team, else of the inbox, else of the channel, else the default: whichever come first."""
    own_teams, other_teams = _keys(TeamHours, "team_id", kept)
    own_inboxes, other_inboxes = _keys(InboxHours, "inbox_id", kept)
    taken = {kind: each.pk for each in reversed(BusinessHours.objects.all()) for kind in each.channels}
    own = [kind for kind, pk in taken.items() if pk == kept.pk]
    by_channel = Q(channel__in=own)
    if kept.is_default:
        by_channel |= ~Q(channel__in=list(taken))
    by_inbox = _one_of("arrival__inbox", own_inboxes) | (
        _none_of("arrival__inbox", own_inboxes + other_inboxes) & by_channel
    )
    return _one_of("team", own_teams) | (_none_of("team", own_teams + other_teams) & by_inbox)


def _keys(table: Any, column: str, kept: BusinessHours) -> tuple[list[int], list[int]]:
    """Of whom these hours are, and of whom others."""
    rows = list(table.objects.order_by(column).values_list(column, "business_hours"))
    return [key for key, pk in rows if pk == kept.pk], [key for key, pk in rows if pk != kept.pk]


def _one_of(column: str, keys: list[int]) -> Q:
    return Q((f"{column}__in", keys))


def _none_of(column: str, keys: list[int]) -> Q:
    return Q((f"{column}__isnull", True)) | ~Q((f"{column}__in", keys)) if keys else Q()


def spans_of(period: Period, block: Block) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the hours of a block were, in order: an index finds what lies between, and nothing of it is
    left out again, so that PostgreSQL knows how much there is."""
    if len(block.days) == 7 and block.end - block.start == DAY and not period.off:
        yield period.start, period.end
        return
    for day in period.days:
        if day.weekday() in block.days and day not in period.off:
            yield from _spans_of_day(period, day, block)


def _spans_of_day(period: Period, day: date, block: Block) -> Iterator[tuple[datetime, datetime]]:
    """One, except where the clocks change: hours that are left out or repeated are told by each quarter of an hour."""
    begin, end = period.begin_of(day), period.begin_of(day + A_DAY)
    if end - begin == A_DAY:
        yield begin + timedelta(hours=block.start), begin + timedelta(hours=block.end)
        return
    quarters = (begin + A_QUARTER * step for step in range((end - begin) // A_QUARTER))
    for is_within, some in groupby(
        quarters, lambda at: block.start <= at.astimezone(period.zone).hour < block.end
    ):
        moments = list(some)
        if is_within:
            yield moments[0], moments[-1] + A_QUARTER


def _in_any(spans: Iterable[tuple[datetime, datetime]]) -> Q:
    found = Q(pk__in=[])
    for start, end in spans:
        found |= Q(created_at__gte=start, created_at__lt=end)
    return found
