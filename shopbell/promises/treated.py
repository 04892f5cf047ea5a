"""How each need was treated on each channel, brought up to date every hour for the page and the alarm of equal
treatment.

A ticket counts by its first reply: by the reason and the team that it has now, the channel that the reply was promised
on, and the week in which the wait began. Who is late and not answered yet counts with the time that was promised, which
is the least that it will have been. What is kept follows the tickets of which something changed (`treated_ticket.py`),
so an hour costs what happened in it, and a page of a million tickets reads some hundred rows. Where there are no
figures yet, it is first kept what each ticket adds, a portion at a time, and then added up once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction

from shopbell.accounts.team import Team
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.reason import ContactReason

from .equal import Step, Treatment, Waits
from .kept import WEEK, midnight_of, monday_of
from .treated_ticket import (
    Row,
    TreatedNote,
    TreatedTicket,
    count_all,
    follow,
    forget_before,
    gather,
    keep,
    note_all,
    notes_left,
)

PERIODS = (4, 8, 13)  # weeks, this one included
PORTION = 5000  # notes of one transaction
PORTION_ANEW = 20_000  # where nothing is added up yet
Place = tuple[
    int, int | None, str, int | None, bool
]  # period, reason, channel, team, whether it is all teams


class Treated(models.Model):
    """What one team, or all of them together, did for one need on one channel in the last `weeks` weeks."""

    weeks = models.PositiveSmallIntegerField()
    is_whole = models.BooleanField(default=False, help_text="all teams together, and the tickets of none")
    reason = models.ForeignKey(ContactReason, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    seconds = models.JSONField(
        help_text="waits for the first reply: by step, how many and their sum (equal.py)"
    )
    shares = models.JSONField(help_text="the same in thousandths of what was promised")
    real = models.JSONField(default=dict, help_text="the same by the clock on the wall, in seconds")
    kept = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField(help_text="late, and not answered yet")
    solved = models.PositiveIntegerField()
    reopened = models.PositiveIntegerField()
    once = models.PositiveIntegerField(default=0, help_text="solved at first contact")
    known = models.PositiveIntegerField(default=0, help_text="whether at first contact")
    measured_at = models.DateTimeField()

    is_derived: ClassVar[bool] = True  # follows the tickets

    class Meta:
        indexes = [models.Index(fields=["weeks", "is_whole"], name="treated_by_scope")]


def measure_treatment(now: datetime) -> int:
    """Bring all up to date; returns how many rows there are. Safe to run twice and in parallel."""
    while _keep_some():
        pass
    _begin_the_week(now)
    while _follow_some(now):
        pass
    return Treated.objects.count()


@transaction.atomic
def _keep_some() -> bool:
    """Before there are figures: what some tickets add, for whoever adds it up; whether there may be more."""
    hold_until_commit("treatment")
    notes = set() if measured_at() else _take_notes(PORTION_ANEW)
    if notes:
        keep(notes)
    return bool(notes)


@transaction.atomic
def _begin_the_week(now: datetime) -> None:
    """On Mondays each period leaves its first week behind, and at first there is none: all is added up anew."""
    hold_until_commit("treatment")
    before = measured_at()
    if before and begin_of(1, before) == begin_of(1, now):
        return
    Treated.objects.all().delete()
    forget_before(begin_of(PERIODS[-1], now))
    while notes := _take_notes(PORTION_ANEW):  # which may name a team or a reason that is gone since
        keep(notes)
    _add(gather(_begins(now)), now)


@transaction.atomic
def _follow_some(now: datetime) -> bool:
    """Some of what was noted; whether there may be more."""
    hold_until_commit("treatment")
    if notes := _take_notes(PORTION):
        _add(follow(notes, _begins(now)), now)
    Treated.objects.update(measured_at=now)
    return bool(notes)


def _take_notes(portion: int) -> set[int]:
    """The tickets that were noted first. The notes go before their tickets are read: what changes afterwards is noted
    anew."""
    notes = dict(TreatedNote.objects.order_by("pk").values_list("pk", "ticket_id")[:portion])
    TreatedNote.objects.filter(pk__in=notes).delete()
    return set(notes.values())


def _add(rows: Iterable[Row], now: datetime) -> None:
    changes = _places(rows)
    reasons, channels = {place[1] for place in changes}, {place[2] for place in changes}
    some = models.Q(reason__in=reasons - {None}) | (
        models.Q(reason=None) if None in reasons else models.Q(pk=None)
    )
    known = {_place_of(row): row for row in Treated.objects.filter(some, channel__in=channels)}
    changed: list[Treated] = []
    new: list[Treated] = []
    gone: list[int] = []
    for place, change in changes.items():
        row = known.get(place) or _empty(place, now)
        treatment = _treatment(row)
        treatment += change
        _put(treatment, row)
        if treatment.tickets > 0:
            (changed if row.pk else new).append(row)
        elif row.pk:
            gone.append(row.pk)
    Treated.objects.filter(pk__in=gone).delete()
    Treated.objects.bulk_update(changed, [*WAITS, *COUNTS], batch_size=200)
    Treated.objects.bulk_create(new, batch_size=500)


@transaction.atomic
def forget_treatment(now: datetime) -> None:
    """Have it followed from nothing, a portion at a time."""
    hold_until_commit("treatment")
    for table in (Treated, TreatedTicket, TreatedNote):
        table.objects.all().delete()
    note_all(begin_of(PERIODS[-1], now))


def being_counted() -> int:
    """How many tickets are still to be looked at, as after a repair; 0 where it is no more than changed of late."""
    return left if (left := notes_left(PORTION)) > PORTION else 0


def kept_treatments() -> dict[Place, Treatment]:
    return {_place_of(row): _treatment(row) for row in Treated.objects.all()}


def counted_treatments(now: datetime) -> dict[Place, Treatment]:
    """What `kept_treatments` ought to be once all notes are followed, from nothing."""
    return _places(count_all(_begins(now)))


def treatments(weeks: int, team_ids: Collection[int] | None) -> Iterator[tuple[int | None, str, Treatment]]:
    """Reason, channel and how they were treated in the last `weeks` weeks; with `team_ids` by those teams alone."""
    rows = Treated.objects.filter(weeks=weeks, is_whole=team_ids is None)
    for row in rows if team_ids is None else rows.filter(team__in=team_ids):
        yield row.reason_id, row.channel, _treatment(row)


def measured_at() -> datetime | None:
    return Treated.objects.aggregate(at=models.Max("measured_at"))["at"]


def begin_of(weeks: int, now: datetime) -> datetime:
    """The Monday on which a period begins."""
    return midnight_of(monday_of(now) - WEEK * (weeks - 1))


def _begins(now: datetime) -> dict[str, datetime]:
    begins = {f"since_{weeks}": begin_of(weeks, now) for weeks in PERIODS}
    return {**begins, "since": begins[f"since_{PERIODS[-1]}"]}


def _places(rows: Iterable[Row]) -> dict[Place, Treatment]:
    """Each row in all of the periods that it is in, for its team and for all of them."""
    found: defaultdict[Place, Treatment] = defaultdict(Treatment)
    for shortest, reason, channel, team, step, share_step, real_step, *sums in rows:
        count, seconds, share, real, *counts = sums
        for weeks in PERIODS:
            if weeks < shortest:
                continue
            for place in ((weeks, reason, channel, team, False), (weeks, reason, channel, None, True)):
                each = found[place]
                each.seconds.put(step, count, seconds)
                if share_step is not None:
                    each.shares.put(share_step, count, share)
                if real_step is not None:
                    each.real.put(real_step, count, real)
                each.count(*(some or 0 for some in counts))
    return dict(found)


def _place_of(row: Treated) -> Place:
    return row.weeks, row.reason_id, row.channel, row.team_id, row.is_whole


def _empty(place: Place, now: datetime) -> Treated:
    weeks, reason, channel, team, is_whole = place
    return Treated(
        weeks=weeks, reason_id=reason, channel=channel, team_id=team, is_whole=is_whole, measured_at=now,
        **{name: {} for name in WAITS}, **dict.fromkeys(COUNTS, 0),
    )  # fmt: skip


WAITS = ("seconds", "shares", "real")
COUNTS = ("kept", "waiting", "solved", "reopened", "once", "known")


def _treatment(row: Treated) -> Treatment:
    waits = _waits(row.seconds), _waits(row.shares), _waits(row.real)
    return Treatment(*waits, *(getattr(row, name) for name in COUNTS))


def _put(treatment: Treatment, row: Treated) -> None:
    for name in WAITS:
        setattr(row, name, _to_json(getattr(treatment, name)))
    for name in COUNTS:
        setattr(row, name, max(getattr(treatment, name), 0))


def _to_json(waits: Waits) -> dict[str, Step]:
    return {str(step): (count, round(total, 1)) for step, (count, total) in waits.steps.items() if count > 0}


def _waits(steps: dict[str, list[float]]) -> Waits:
    return Waits({int(step): (int(count), total) for step, (count, total) in steps.items()})
