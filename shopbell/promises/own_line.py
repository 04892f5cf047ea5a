"""Which part of a team's line is one's own: those who could answer, what they carry, and who stands before one there.

Who waits for a rare skill waits for those alone who have it, and behind those alone whom these would take. Of people
ahead who could go to others as well, only a share stands in the way: as much as these are of all who could take them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .wait import Line, Pace


@dataclass(frozen=True)
class Helper:
    """Somebody who is there: how many conversations they hold at once, and how many they have now.

    Whom they were given and have not answered yet is no conversation: it waits in the line.
    """

    agent: int
    places: int
    talks: float = 0


@dataclass(frozen=True)
class Group:
    """So many who wait ahead and need the same: who of those there could answer, and whom they were given to."""

    count: int
    able: frozenset[int]
    agent: int | None = None  # of those who are there


def place_behind(ahead: Iterable[Group], able: frozenset[int]) -> int:
    """1: next. Before one stand those whom any of those `able` would take; with none of them there, everybody."""
    return 1 + sum(each.count for each in ahead if not able or _is_theirs(each, able))


def own_line(ahead: Iterable[Group], able: frozenset[int], helpers: Collection[Helper], pace: Pace) -> Line:
    """The line of one whom those `able` could answer, of the `helpers` who are there."""
    places = {each.agent: each.places for each in helpers}
    mine = [each for each in helpers if each.agent in able]
    return Line(
        ahead=round(sum(each.count * _part(each, able, places) for each in ahead)),
        places=sum(each.places for each in mine),
        room=int(sum(max(0, each.places - each.talks) for each in mine)),
        pace=pace,
    )


def _is_theirs(group: Group, able: frozenset[int]) -> bool:
    return group.agent in able if group.agent is not None else not able.isdisjoint(group.able)


def _part(group: Group, able: frozenset[int], places: Mapping[int, int]) -> float:
    """How much of each in the group falls to those `able`, by the places that they and others have for it."""
    if group.agent is not None or not _is_theirs(group, able):
        return float(_is_theirs(group, able))
    theirs = sum(places.get(agent, 0) for agent in group.able & able)
    return theirs / max(sum(places.get(agent, 0) for agent in group.able), 1)
