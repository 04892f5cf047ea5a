"""The tickets of a simulated desk: when they come, what they need, and their promise by the real goals and clocks."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from benchmarks.simulated_desk import HOUR, Told
from shopbell.promises.clock import Clock, Rules
from shopbell.promises.clock_state import SOLVED
from shopbell.promises.fold import Folded
from shopbell.promises.fold_step import FIRST_REPLY
from shopbell.promises.goal_default import DEFAULTS, Default
from shopbell.promises.happening import Happening, What
from shopbell.promises.hours import Hours, Span
from shopbell.routing.capacity import FIRST_WEIGHTS
from shopbell.routing.promise import is_at_risk
from shopbell.routing.score import Need, Wanted

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)
OPEN = Hours("UTC", ((Span(8 * HOUR, 22 * HOUR),),) * 7)
URGENT = Default(
    "Damaged", ("email", "form"), DEFAULTS[0].counts, 2 * HOUR
)  # beside the shipped ones, for one need
GOALS = [URGENT, *DEFAULTS]
PARCEL, RETURN, DAMAGED, DEVICE = NEEDS = ("parcel", "return", "damaged", "device")
GERMAN, DEVICES = 1, 2  # skills


def moment(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def goal_of(channel: str, need: str) -> int:
    if need == DAMAGED and channel in URGENT.channels:
        return 0
    return next(n for n, each in enumerate(GOALS) if n and (channel in each.channels or not each.channels))


def rulebook(policy: int, hours: int | None) -> Rules:
    goal = GOALS[policy]
    targets = {FIRST_REPLY: timedelta(seconds=goal.first_reply)}
    return Rules(targets, openness=OPEN if goal.counts == "open" else None)


@dataclass(eq=False)
class Ticket:
    """One request, with all that chance says of it, so that two desks meet the same customers."""

    number: int
    came: float
    channel: str
    need: str
    is_german: bool
    patience: float
    work: float
    pickup: float
    agent: int | None = None
    answered: float | None = None
    left: float | None = None
    shown: list[Told] = field(default_factory=list)
    folded: Folded = field(default_factory=Folded)

    def __post_init__(self) -> None:
        self._take(What.CREATED, self.came)
        self._take(What.CHOSEN, self.came, policy=goal_of(self.channel, self.need))
        self._take(What.WROTE, self.came)
        self.clocks = self.folded.state.clock_of(FIRST_REPLY)  # where the real rule of risk looks for them

    def _take(self, what: What, at: float, **more) -> None:
        self.folded.take(Happening(moment(at), what, **more), rulebook)

    def answer(self, at: float) -> None:
        self.answered = at
        self._take(What.ANSWERED, at)

    def leave(self, at: float) -> None:
        self.left = at
        self._take(What.STATUS, at, phase=SOLVED)

    @property
    def is_waiting(self) -> bool:
        return self.answered is None and self.left is None

    @property
    def waiting_since(self) -> datetime | None:
        return moment(self.came) if self.is_waiting else None

    @property
    def weight(self) -> int:
        return FIRST_WEIGHTS.get(self.channel, 0)

    @property
    def promise(self) -> Clock:
        """The clock that ended with the answer."""
        return self.folded.ended[FIRST_REPLY, 1]

    @property
    def share(self) -> float:
        """What the answer took of the time that was promised."""
        assert self.promise.limit
        return self.promise.counted / self.promise.limit

    def is_at_risk(self, now: float) -> bool:
        return is_at_risk(self, self.weight, moment(now))  # type: ignore[arg-type]

    def needed(self, now: float) -> Need:
        return Need(self.wanted, self.weight, is_at_risk=self.is_at_risk(now))

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        german = [Wanted(GERMAN, 1, is_required=True)] if self.is_german else []
        return (*german, *([Wanted(DEVICES, 2)] if self.need == DEVICE else []))

    @cached_property
    def urgency(self) -> tuple:
        """The same as long as it waits, and nobody asks later."""
        due_at = self.clocks.due_at if self.clocks else None
        return urgency(
            is_live=self.weight > 0, due_at=due_at, waiting_since=self.waiting_since, number=self.number
        )


def urgency(*, is_live: bool, due_at: datetime | None, waiting_since: datetime | None, number: int) -> tuple:
    """Sorts as `routing/waiting.py` asks the database for tickets that are not complex; a test holds both together."""
    return not is_live or waiting_since is None, due_at or NEVER, waiting_since or NEVER, number


Rate = Callable[[float], float]  # tickets an hour, by the hour


@dataclass(frozen=True)
class Shift:
    """When somebody works, by the hour of the day, what they can, and when they go away for a while."""

    first: float
    last: float
    skills: dict[int, int] = field(default_factory=dict)
    pause: float = 0.0  # begins at this hour and lasts half of one

    def is_there(self, seconds: float) -> bool:
        hour = seconds / HOUR % 24
        return self.first <= hour < self.last and not self.pause <= hour < self.pause + 0.5


@dataclass(frozen=True)
class Scenario:
    name: str
    days: int
    rates: dict[str, Rate]
    shifts: tuple[Shift, ...]
    german: float = 0.2
    needs: tuple[float, ...] = (5, 3, 1, 1)  # how often each of NEEDS


def tickets_of(scenario: Scenario, seed: int) -> list[Ticket]:
    """All that come, in the order in which they do. Who finds nobody in the chat leaves a message instead."""
    dice = random.Random(seed)
    came = sorted(
        (at, channel)
        for channel, rate in scenario.rates.items()
        for at in _moments(rate, scenario.days, dice)
    )
    return [_ticket(number, at, channel, scenario, dice) for number, (at, channel) in enumerate(came)]


def _moments(rate: Rate, days: int, dice: random.Random) -> Iterator[float]:
    busiest = max(rate(step / 10) for step in range(days * 240))
    at = dice.expovariate(busiest / HOUR)
    while at < days * 24 * HOUR:
        if dice.random() * busiest < rate(at / HOUR):
            yield at
        at += dice.expovariate(busiest / HOUR)


def _ticket(number: int, at: float, channel: str, scenario: Scenario, dice: random.Random) -> Ticket:
    if channel == "chat" and not any(shift.is_there(at) for shift in scenario.shifts):
        channel = "form"
    return Ticket(
        number, at, channel, dice.choices(NEEDS, scenario.needs)[0], dice.random() < scenario.german,
        patience=dice.expovariate(1 / 900),
        work=dice.lognormvariate(6.17 - 0.32, 0.8) if channel == "chat" else dice.lognormvariate(5.7 - 0.18, 0.6),
        pickup=dice.lognormvariate(3.22 - 0.125, 0.5),
    )  # fmt: skip


def by_day(chat: float, email: float, form: float, *, flood: float = 1, only: str = "") -> dict[str, Rate]:
    """So many an hour while the shop is open, a quarter at night, `flood` times as many from ten until one."""

    def rate(often: float, channel: str) -> Rate:
        def at(hour: float) -> float:
            is_flooded = 10 <= hour < 13 and only in ("", channel)
            return often * (flood if is_flooded else 1) * (1 if 8 <= hour % 24 < 22 else 0.25)

        return at

    return {"chat": rate(chat, "chat"), "email": rate(email, "email"), "form": rate(form, "form")}


BOTH = {GERMAN: 1, DEVICES: 2}
ALL_DAY = (
    Shift(8, 22, BOTH, 12), Shift(8, 22, {GERMAN: 1}, 12.5), Shift(8, 22, {DEVICES: 2}, 13),
    Shift(8, 22, {}, 13.5), Shift(8, 22, {GERMAN: 1}, 14), Shift(8, 22, {}, 14.5),
)  # fmt: skip
ROUND_THE_CLOCK = (
    Shift(0, 8, BOTH), Shift(6, 14, BOTH, 10), Shift(6, 14, {GERMAN: 1}, 10.5), Shift(6, 14, {}), Shift(6, 14, {}),
    Shift(14, 22, BOTH, 18), Shift(14, 22, {GERMAN: 1}, 18.5), Shift(14, 22, {}), Shift(14, 22, {}),
    Shift(22, 24, BOTH),
)  # fmt: skip
RARE = (Shift(8, 22, BOTH, 12), *(Shift(8, 22, {}, 12.5 + step / 2) for step in range(5)))
SCENARIOS = [
    Scenario("steady", 1, by_day(45, 12, 4), ALL_DAY),
    Scenario("flood", 1, by_day(45, 12, 4, flood=3), ALL_DAY),
    Scenario("nobody there", 2, by_day(25, 20, 6), tuple(Shift(9, 18, each.skills) for each in ALL_DAY)),
    Scenario("shift change", 1, by_day(30, 10, 4), ROUND_THE_CLOCK),
    Scenario("mail flood", 1, by_day(45, 12, 4, flood=10, only="email"), ALL_DAY),
    Scenario("rare skill", 1, by_day(45, 12, 4), RARE, german=0.08, needs=(4, 3, 1, 3)),
]
