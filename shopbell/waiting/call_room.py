"""How many calls there is room for: in a slot, and at once. Who is full is offered to nobody any more.

What is asked for counts from the moment it is promised until somebody has called, in whichever chat of the team. At
once no more can call than are there; who will be there in a later hour the desk does not know, and takes what is said.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import available_ids
from shopbell.channels.inbox import Inbox
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.status import UNSOLVED

from .call_back import CallBack
from .slots import LENGTH, Slot


def callers_of(inbox: Inbox, team_id: int | None) -> int:
    """How many call at the same time: what the inbox says, else all of the team who may answer."""
    if said := inbox.setting("callers"):
        return said
    return _able(team_id).count()


def callers_there(team_id: int | None) -> int:
    """How many of those who may answer could call right now: whoever may not is no help, though they are there."""
    there = available_ids(team_id)
    return _able(team_id).filter(pk__in=there).count() if there else 0


def _able(team_id: int | None) -> QuerySet[Agent]:
    able = Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.TICKET_REPLY])
    if team_id is None:
        return able
    return able.filter(pk__in=Membership.objects.filter(team=team_id).values("agent"))


def most_calls(inbox: Inbox, callers: int) -> int:
    """How many calls an hour holds; one at least, where anybody calls."""
    return max(int(callers * LENGTH / timedelta(minutes=inbox.setting("call_minutes"))), min(callers, 1))


class CallRoom:
    """What is left of each slot, for the calls of a team that an inbox offers; read once for any number of slots."""

    def __init__(self, inbox: Inbox, team_id: int | None, now: datetime, *, besides: int | None = None):
        """`besides`: a ticket whose call would move, and takes no room where it is."""
        callers = callers_of(inbox, team_id)
        self.now, self.most = now, most_calls(inbox, callers)
        self.most_now = most_calls(inbox, min(callers, callers_there(team_id)))
        asked = CallBack.objects.filter(ended_at=None, ticket__status__in=UNSOLVED, ticket__team=team_id)
        asked = asked.filter(Q(from_at=None) | Q(from_at__gt=now - LENGTH)).exclude(ticket=besides)
        self.begins = list(asked.values_list("from_at", flat=True))

    def left_in(self, slot: Slot) -> int:
        taken = sum(begin is not None and _meet(begin, slot) for begin in self.begins)
        return max(0, self.most - taken)

    @property
    def left_now(self) -> int:
        """Of the next hour, which calls in slots take room of too: what those who are there can make."""
        hour = Slot(self.now, self.now + LENGTH)
        taken = sum(begin is None or _meet(begin, hour) for begin in self.begins)
        return max(0, self.most_now - taken)


def hold_room(team_id: int | None) -> None:
    """Two who ask at once must not both take the last place; until the transaction ends."""
    hold_until_commit(f"calls of {team_id}")


def _meet(begin: datetime, slot: Slot) -> bool:
    return begin < slot.end and slot.start < begin + LENGTH
