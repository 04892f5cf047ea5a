"""What is drawn beside the form of a goal policy: how many tickets it holds for now, and an example on the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shopbell.core.moment import exact_within
from shopbell.tickets.filter.query import counts_of

from .business_hours import hours_for
from .goal import Counts, Goal
from .goal_fault import fault_of, readable
from .goal_form import GoalForm, seconds_of
from .goal_order import warnings_of
from .goal_policy import GoalPolicy
from .goal_reach import reached
from .hours import Hours, NeverOpen, Openness

MOST_DAYS = 10  # drawn; a deadline further away is told in words alone
MOST_COUNTED = 1_000
BEFORE_CLOSING = timedelta(minutes=10)
SOON = 3600  # seconds; nobody answers all who wait within less, because a page was saved


class Bar(NamedTuple):
    """A stretch of a day, in hundredths of it."""

    start: float
    width: float


@dataclass(frozen=True)
class Day:
    day: date
    open: list[Bar]
    counted: list[Bar]


@dataclass(frozen=True)
class Example:
    """A message that comes at a moment, and when it is due by one of the goals (None: never)."""

    sentence: str
    starts_at: datetime
    due_at: datetime | None
    days: list[Day]


def goal_face(form: GoalForm) -> SafeString:
    policy: GoalPolicy = form.instance
    hours, zone = _hours(policy)
    now, fault = timezone.now(), fault_of(policy)
    goal = next((each for each in Goal if seconds_of(policy, each)), None)
    count, hurried = _counts(policy) if not form.errors and not fault else (None, {})
    waiting = sum(hurried.values()) if hurried and _is_another(policy) else 0
    shown = {
        "count": count,
        "waiting": waiting,
        "soon": min((timedelta(seconds=seconds_of(policy, each)) for each in hurried), default=None),
        "fault": fault,
        "warnings": warnings_of(policy) if not fault else [],
        "most": MOST_COUNTED,
        "goal": goal,
        "examples": _examples(goal, seconds_of(policy, goal), hours, zone, now)
        if goal and not form.errors
        else [],
        "is_always": hours is None,
        "exact": exact_within(timedelta(seconds=seconds_of(policy, goal)) if goal else None),
        "today": now.astimezone(zone).date(),
    }
    with timezone.override(zone):  # the hours are drawn by the clock of the shop, and so are their times
        return mark_safe(render_to_string("promises/goal_face.html", shown))  # noqa: S308 (our own template, which escapes)


def _counts(policy: GoalPolicy) -> tuple[int, dict[Goal, int]]:
    """How many open tickets it would hold for, and of how many customers who wait the reply would be due soon, by
    goal; those left out that an earlier policy takes."""
    others = GoalPolicy.objects.exclude(pk=policy.pk).filter(is_on=True, position__lt=policy.position)
    earlier = [each.filter for each in readable(others)]
    found = reached(policy.filter, earlier)
    waits = found.filter(waiting_since__isnull=False)
    theirs = {
        Goal.FIRST_REPLY: waits.filter(first_replied_at=None),
        Goal.NEXT_REPLY: waits.filter(first_replied_at__isnull=False),
    }
    asked = {goal: tickets for goal, tickets in theirs.items() if 0 < (seconds_of(policy, goal) or 0) < SOON}
    count, *hurried = counts_of([found, *asked.values()], most=MOST_COUNTED + 1)
    return count, {goal: each for goal, each in zip(asked, hurried, strict=True) if each}


def _is_another(policy: GoalPolicy) -> bool:
    """Whether tickets would be held to something else than by what is stored: a new name hurries nobody."""
    stored = GoalPolicy.objects.filter(pk=policy.pk).first()
    return stored is None or any(
        getattr(stored, name) != getattr(policy, name)
        for name in ("targets", "conditions", "position", "is_on")
    )


def _hours(policy: GoalPolicy) -> tuple[Hours | None, ZoneInfo]:
    """What time counts, by the hours of everything else; None for all of it."""
    kept = hours_for(team_id=None, inbox_id=None, channel="")
    zone = ZoneInfo(kept.rules["zone"]) if kept else ZoneInfo(timezone.get_current_timezone_name())
    return (kept.hours_now if kept and policy.counts == Counts.OPEN else None), zone


def _examples(
    goal: Goal, seconds: int, hours: Openness | None, zone: ZoneInfo, now: datetime
) -> list[Example]:
    """One that comes now, and where hours count one that comes shortly before they end."""
    found = [_example(_("Comes now"), seconds, hours, zone, now)]
    closes = hours and _closing(hours, now)
    if closes:
        found.append(
            _example(_("Comes shortly before you close"), seconds, hours, zone, closes - BEFORE_CLOSING)
        )
    return found


def _closing(hours: Openness, now: datetime) -> datetime | None:
    try:
        return hours.next_closed(hours.next_open(now))
    except NeverOpen:
        return None


def _example(
    sentence: str, seconds: int, hours: Openness | None, zone: ZoneInfo, starts_at: datetime
) -> Example:
    time = timedelta(seconds=seconds)
    try:
        due_at = hours.after(starts_at, time) if hours else starts_at + time
    except NeverOpen:
        due_at = None
    return Example(sentence, starts_at, due_at, _days(hours, zone, starts_at, due_at) if due_at else [])


def _days(hours: Openness | None, zone: ZoneInfo, starts_at: datetime, due_at: datetime) -> list[Day]:
    first, last = starts_at.astimezone(zone).date(), due_at.astimezone(zone).date()
    if (last - first).days >= MOST_DAYS:
        return []
    return [
        _day(hours, zone, first + timedelta(days=each), starts_at, due_at)
        for each in range((last - first).days + 1)
    ]


def _day(hours: Openness | None, zone: ZoneInfo, day: date, starts_at: datetime, due_at: datetime) -> Day:
    start = datetime.combine(day, datetime.min.time(), zone)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    open_now = list(hours.open_between(start, end)) if hours else [(start, end)]
    counted = [(max(since, starts_at), min(until, due_at)) for since, until in open_now]
    return Day(
        day, _bars(open_now, start, end), _bars([each for each in counted if each[0] < each[1]], start, end)
    )


def _bars(pieces: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime) -> list[Bar]:
    length = (end.timestamp() - start.timestamp()) / 100
    return [
        Bar(
            (since.timestamp() - start.timestamp()) / length, (until.timestamp() - since.timestamp()) / length
        )
        for since, until in pieces
    ]
