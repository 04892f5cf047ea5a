"""Taking work back: a ticket whose agent has gone away goes to the next one before its promise breaks.

Somebody who is busy is there and keeps their work. What is in no hurry waits for them. Who said that they are away is
believed at once, but for a ticket that they are writing in at this moment; whose screens are closed is looked at twice,
since between two pages everybody's are. Where a team is not routed the desk takes back chats alone, whoever gave them,
and only once somebody else is there for them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from shopbell.accounts.availability import Availability
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import ROUTING, assign_to_somebody, available_agents
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.draft import Draft
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .capacity import CapacityPolicy, live_channels
from .promise import risk
from .team_routing import Mode, is_routed
from .waiting import in_order, of_teams, routed_teams

CHAT = "chat"
ROUTED = [Mode.DIRECT, Mode.PUSH, Mode.PULL]
MOST_AT_ONCE = 500
WRITES = timedelta(minutes=1)  # since the last word that was kept
NONE = Q(pk__in=[])


def take_back(now: datetime, absent: Collection[int] = ()) -> int:
    """Put back into their queues the tickets at risk of agents who are away, or among `absent` and still not there.

    Returns how many. Twice, or in two processes at once, each is put back once.
    """
    said = Availability.objects.gone().values("agent")
    count = _put_all_back(said, now, but=_is_written_to(now))
    if absent:
        there = Availability.objects.present(now).values_list("agent_id", flat=True)
        count += _put_all_back(set(absent) - set(there), now)
    return count


def absent_with_work(now: datetime) -> list[int]:
    """Agents without a screen who have tickets at risk."""
    there = Availability.objects.present(now).values("agent")
    rows = _at_risk(CapacityPolicy.current(), now).exclude(assignee__in=there)
    return sorted(rows.order_by().values_list("assignee_id", flat=True).distinct())


def has_chats_waiting(agent_id: int) -> bool:
    """Whether somebody waits in a chat for an answer of this agent, or of one of their teams."""
    chats = Ticket.objects.filter(channel=CHAT, waiting_since__isnull=False)
    active = chats.filter(status__among=[Status.NEW, Status.OPEN])
    teams = Membership.objects.filter(agent=agent_id).values_list("team", flat=True)
    return active.filter(assignee=agent_id).exists() or of_teams(active, [*teams, None]).exists()


def _put_all_back(away: Any, now: datetime, but: Q | Exists = NONE) -> int:
    """Of more than `MOST_AT_ONCE` the most pressing: it is theirs alone that are counted, the live ones first."""
    policy = CapacityPolicy.current()
    theirs = _at_risk(policy, now).filter(assignee__in=away).exclude(but)
    return sum(_put_back(ticket_id, away) for ticket_id in in_order(theirs, policy, MOST_AT_ONCE))


def _is_written_to(now: datetime) -> Exists:
    """Whether its agent writes in it now."""
    words = Draft.objects.filter(
        ticket=OuterRef("pk"), agent=OuterRef("assignee"), updated_at__gt=now - WRITES
    )
    return Exists(words)


def _at_risk(policy: CapacityPolicy, now: datetime) -> TicketQuerySet:
    """What somebody has in a team that is routed, and chats where somebody else is there, whose promise may break."""
    had = Ticket.objects.undeleted().standing().in_queue().filter(assignee__isnull=False)
    waits = Q(waiting_since__isnull=False) | Q(clocks__told_at__isnull=False)  # for what they were told, too
    active = had.filter(waits, status__among=[Status.NEW, Status.OPEN])
    chats = of_teams(
        active.filter(channel=CHAT), _manned_teams(now)
    )  # else they stay, and would be asked for again
    return (of_teams(active, routed_teams(ROUTED)) | chats).filter(risk(live_channels(policy), now))


def _manned_teams(now: datetime) -> list[int | None]:
    """The teams of whom somebody is available, None for the queue of no team, which is anybody's."""
    there = Availability.objects.available(now)
    teams = there.values_list("agent__memberships__team", flat=True)
    return [*{*teams, None}] if teams else []


@transaction.atomic
def _put_back(ticket_id: int, away: Any) -> bool:
    held = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    fresh = held.filter(pk=ticket_id, assignee__in=away).first()
    if fresh is None:
        return False
    if is_routed(fresh.team_id):
        return assign_ticket(fresh, None, by=ROUTING, is_away=True) is not None
    others = [agent for agent in available_agents(fresh.team_id) if agent.pk != fresh.assignee_id]
    if not others or assign_ticket(fresh, None, by=ROUTING, is_away=True) is None:
        return False
    assign_to_somebody(fresh)
    return True
