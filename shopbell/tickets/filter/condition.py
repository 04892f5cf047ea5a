"""A condition of a filter: one field, and values of which one must hold (or, turned round, none may).

A list of conditions is a filter: all of them must hold. Values are ids and fixed words, never names, so that
a stored filter means the same after a team, a tag or an agent was renamed. Text for people is `language.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise

from shopbell.accounts.agent import Agent

Value = int | str
Words = str | Promise


@dataclass(frozen=True)
class Condition:
    field: str
    values: tuple[Value, ...]
    is_not: bool = False


Filter = tuple[Condition, ...]
# one: the floor that knows the shop's business hours says by which clock its days begin
SHOP_ZONE: list[Callable[[], tzinfo]] = []


@dataclass(frozen=True)
class Asker:
    """Who asks, and when: what `me`, `today` and `7d` mean.

    Without an agent (a rule, a goal, a segment) nobody is `me`, and a day is one of the shop's wherever it is asked.
    """

    agent: Agent | None
    now: datetime
    own_zone: tzinfo | None = None

    @classmethod
    def of(cls, agent: Agent | None, now: datetime | None = None) -> "Asker":
        """`agent` as the pages see them: the moment is now, the zone that of the request."""
        return cls(agent, now or timezone.now(), timezone.get_current_timezone() if agent else None)

    @cached_property
    def zone(self) -> tzinfo:
        """By whose clock days begin. The shop's is looked up only where a condition names a day."""
        if self.own_zone is not None:
            return self.own_zone
        return SHOP_ZONE[0]() if SHOP_ZONE else timezone.get_default_timezone()


class Word(NamedTuple):
    """A value as it was typed. In quotes it is a name, never one of the fixed words."""

    text: str
    is_quoted: bool = False


class Suggestion(NamedTuple):
    """A value that completion offers: what is typed for it, what it is called, and what tells it from others."""

    word: Word
    label: str
    hint: str = ""


def stored(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """`conditions` as JSON, for a row that keeps them."""
    return [
        {"field": each.field, "values": list(each.values)} | ({"not": True} if each.is_not else {})
        for each in conditions
    ]


def restored(rows: Sequence[dict[str, Any]]) -> Filter:
    """The conditions of `stored`."""
    return tuple(Condition(row["field"], tuple(row["values"]), row.get("not", False)) for row in rows)
