"""Those of a team who are there, as far as the wait for them goes; who may answer what, a floor above knows better."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from shopbell.channels.chat.manned import available_ids, chats

from .own_line import Helper

CHATS_AT_ONCE: list[Callable[[], int]] = [
    lambda: 3
]  # of one agent; the last counts, a floor above knows better
QUIET = timedelta(minutes=15)  # a conversation in which nobody said anything for that long holds no place


class Crew:
    """Everybody who is there answers everything."""

    asks: tuple[str, ...] = ()  # the fields of a ticket by which agents differ

    def __init__(self, team_id: int | None, now: datetime):
        self.team_id, self.now = team_id, now

    @cached_property
    def agents(self) -> list[int]:
        return available_ids(self.team_id)

    def able(self, asked: Mapping[str, Any]) -> frozenset[int]:
        """Who of them could answer a chat whose `asks` are these."""
        return frozenset(self.agents)

    def resting(self, ticket_id: int) -> Mapping[int, float]:
        """Who of them let that chat pass a moment ago, and within how many seconds they are asked about it again."""
        return {}

    def places(self) -> Mapping[int, int]:
        """How many conversations each of them holds beside whatever else they do."""
        return dict.fromkeys(self.agents, CHATS_AT_ONCE[-1]())

    @cached_property
    def helpers(self) -> list[Helper]:
        talks = self._talks()
        loose = talks.pop(None, 0) / max(len(self.agents), 1)  # whose they are is not known
        return [Helper(agent, places, talks.get(agent, 0) + loose) for agent, places in self.places().items()]

    def _talks(self) -> Counter[int | None]:
        """How many conversations each has, in whatever queue; who waits for them in another one is as good as one."""
        talking = Q(first_replied_at__isnull=False, last_message_at__gt=self.now - QUIET)
        is_here = Q(team=self.team_id)
        is_elsewhere = ~is_here if self.team_id is None else ~is_here | Q(team=None)
        theirs = Q(assignee__in=self.agents) & (talking | Q(first_replied_at=None) & is_elsewhere)
        nobodys = Q(assignee=None) & is_here & talking
        rows = chats().filter(theirs | nobodys).order_by().values_list("assignee").annotate(Count("pk"))
        return Counter(dict(rows))


CREWS: list[Callable[[int | None, datetime], Crew]] = [Crew]  # the last counts


def crew_of(team_id: int | None, now: datetime) -> Crew:
    return CREWS[-1](team_id, now)
