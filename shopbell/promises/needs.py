"""The needs of a period, the reasons with their details below them, each with how it was treated on every channel."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from shopbell.tickets.reason import ContactReason, Stage

from .equal import Spread, Treatment, spread_of, together, unequal_of
from .equal_policy import EqualPolicy
from .treated import treatments

Row = tuple[int | None, str, Treatment]


@dataclass(frozen=True)
class Need:
    """A contact reason with all of its details, or a detail; `reason` is None for tickets without one."""

    reason: ContactReason | None
    channels: dict[str, Treatment]
    spread: Spread | None = None
    alarm: Spread | None = None  # the one that is worth telling of

    @property
    def is_detail(self) -> bool:
        return self.reason is not None and self.reason.parent_id is not None

    @property
    def key(self) -> int:
        """As addresses name it; 0 for tickets without a reason."""
        return self.reason.pk if self.reason else 0

    @property
    def tickets(self) -> int:
        return sum(each.tickets for each in self.channels.values())


def needs_of(
    weeks: int, team_ids: Collection[int] | None, policy: EqualPolicy, among: Iterable[Row] | None = None
) -> list[Need]:
    """Of all tickets of these teams, or `among` others how they were treated (`treated_narrowed.py`)."""
    rows = treatments(weeks, team_ids) if among is None else among
    return compared(_needs(list(rows)), policy)


def compared(needs: list[Need], policy: EqualPolicy) -> list[Need]:
    """The same with their spreads. Tickets without a reason have no need in common, so they are not compared."""
    shares = [
        {kind: each.shares for kind, each in need.channels.items()} if need.reason else {} for need in needs
    ]
    spreads = [spread_of(each, policy.fewest) for each in shares]
    looked_at = sum(spread is not None for spread in spreads)
    return [
        Need(
            need.reason,
            need.channels,
            spread,
            unequal_of(each, policy.fewest, float(policy.times), looked_at),
        )
        for need, each, spread in zip(needs, shares, spreads, strict=True)
    ]


def mix_of(needs: Iterable[Need]) -> dict[str, Treatment]:
    """All tickets by channel, whatever their need."""
    tops = [need for need in needs if not need.is_detail]
    return together((kind, each) for need in tops for kind, each in need.channels.items())


def _needs(rows: list[Row]) -> list[Need]:
    own: defaultdict[int | None, list[tuple[str, Treatment]]] = defaultdict(list)
    for reason_id, channel, treatment in rows:
        own[reason_id].append((channel, treatment))
    tree = _tree()
    found = []
    for top, details in tree:
        every = [row for each in (top, *details) for row in own.get(each.pk, ())]
        found += [Need(top, together(every))] if every else []
        found += [Need(each, together(own[each.pk])) for each in details if each.pk in own]
    return [*found, *([Need(None, together(own[None]))] if None in own else [])]


def _tree() -> list[tuple[ContactReason, list[ContactReason]]]:
    """The reasons in the order of their stages, each with all that is below it."""
    reasons = list(ContactReason.objects.all())
    below: defaultdict[int, list[ContactReason]] = defaultdict(list)
    for reason in reasons:
        if reason.parent_id:
            below[reason.parent_id].append(reason)
    stages = list(Stage.values)
    tops = sorted((each for each in reasons if not each.parent_id), key=lambda each: stages.index(each.stage))
    return [(top, _all_below(top, below)) for top in tops]


def _all_below(reason: ContactReason, below: dict[int, list[ContactReason]]) -> list[ContactReason]:
    return [found for each in below.get(reason.pk, ()) for found in (each, *_all_below(each, below))]
