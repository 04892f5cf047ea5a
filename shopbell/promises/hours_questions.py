"""Which tickets are questions that were asked of whoever keeps some hours.

A question is a ticket that its customer began, in the hour in which it began; spam, deleted and merged tickets ask
nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from shopbell.tickets.first_message import FirstMessage
from shopbell.tickets.ticket import TicketQuerySet

from .business_hours import BusinessHours, InboxHours, TeamHours
from .hours_advice import Block
from .hours_period import Period, period_of
from .week_hours import DAY

A_WIDE_HOUR = timedelta(hours=2)  # a change of clocks moves the end of a block by one


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
    period, asked = period_of(kept, now), asked_of(kept, tickets).order_by("-created_at", "-pk")
    spans, size = list(_spans(period, block)), 1
    portions = []
    while spans:
        portions.append(_of_block(asked, period, block, spans[-size:]))
        spans, size = spans[:-size], size * 2
    return portions


def _of_block(
    asked: TicketQuerySet, period: Period, block: Block, spans: Iterable[tuple[datetime, datetime]]
) -> TicketQuerySet:
    day, hour = (part("created_at", tzinfo=period.zone) for part in (ExtractIsoWeekDay, ExtractHour))
    within = {"day__in": [each + 1 for each in block.days], "hour__gte": block.start, "hour__lt": block.end}
    return asked.filter(_in_any(spans)).annotate(day=day, hour=hour).filter(**within)


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


def _spans(period: Period, block: Block) -> Iterable[tuple[datetime, datetime]]:
    """Moments between which the hours of a block lie, in order, so that an index finds them; a little too wide."""
    if len(block.days) == 7 and block.end - block.start == DAY and not period.off:
        return [(period.start, period.end)]
    return [
        (
            max(begin + timedelta(hours=block.start) - A_WIDE_HOUR, begin),
            min(begin + timedelta(hours=block.end) + A_WIDE_HOUR, period.begin_of(day + timedelta(days=1))),
        )
        for day in period.days
        if day.weekday() in block.days and day not in period.off
        for begin in [period.begin_of(day)]
    ]


def _in_any(spans: Iterable[tuple[datetime, datetime]]) -> Q:
    found = Q(pk__in=[])
    for start, end in spans:
        found |= Q(created_at__gte=start, created_at__lt=end)
    return found
