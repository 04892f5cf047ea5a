"""What the page of equal treatment shows: where each channel of a need stands on the line of the promise, and its times
in words. The line goes by tens: a hundredth of the promise at its begin, all of it at two thirds, ten times at its end.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.reader import locale
from shopbell.promises.equal import WHOLE, Spread
from shopbell.promises.needs import Need

from .jinja import channel
from .wall import Scope

LEAST, DECADES = WHOLE / 100, 3  # a hundredth of the promise, and three times ten as much
EDGE, WIDTH = 10, 450


@dataclass(frozen=True)
class Dot:
    channel: str
    x: float


def dots_of(need: Need) -> list[Dot]:
    """A dot for each channel whose tickets were promised something, at the share that half of them waited at most."""
    medians = {kind: each.shares.at(0.5) for kind, each in need.channels.items()}
    return [Dot(kind, place_of(share)) for kind, share in medians.items() if share is not None]


def place_of(share: float) -> float:
    """Where a share of the promise (in thousandths) stands, from the left; what is off the line stands at its end."""
    part = math.log10(max(share, 1) / LEAST) / DECADES
    return round(EDGE + min(max(part, 0), 1) * (WIDTH - 2 * EDGE), 1)


def percent_place(percent: int) -> float:
    """Where so many hundredths of the promise stand, in hundredths of the line's width: below its marks."""
    return round(100 * place_of(percent * WHOLE / 100) / WIDTH, 2)


def brief(seconds: float | None) -> str:
    """A time to be read at a glance: 45 sec, 12 min, 3 hr."""
    if seconds is None:
        return "–"
    return format_timedelta(timedelta(seconds=round(seconds)), threshold=2, format="short", locale=locale())


def of_promise(share: float | None) -> int | None:
    """A share in hundredths, at least one where anybody waited at all."""
    return None if share is None else max(round(share * 100 / WHOLE), int(share > 0))


def spread_words(spread: Spread) -> str:
    """“E-mail waits 3.2 times as long as Chat”: how one channel is treated against another."""
    times = round(spread.times, 1)
    said = _("%(worst)s waits %(times)s times as long as %(best)s")
    if times == 1:
        said = _("%(worst)s waits as long as %(best)s")
    return said % {
        "worst": channel(spread.worst).label,
        "best": channel(spread.best).label,
        "times": format_decimal(times, locale=locale()),
    }


def teams_of(scope: Scope) -> Collection[int] | None:
    """The teams whose tickets the agent of the wall may both watch and read; None for all there are."""
    agent: Agent = scope.agent
    watched = None if scope.is_whole else {team.pk for team in scope.teams}
    if agent.may(Permission.TICKET_READ_ALL):
        return watched
    read = set(agent.team_ids) if agent.may(Permission.TICKET_READ_TEAM) else set()
    return read if watched is None else read & watched
