"""Who is there: a chat is offered only while an agent of the right team is available (R11).

The team of the contact reason comes first; when nobody of it is there but somebody of the inbox's team
is, a chat goes to the latter, since a shopper who was told "we are here" should not wait for tomorrow.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, AvailabilityQuerySet
from shopbell.accounts.handover import is_staying
from shopbell.accounts.team import Team
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Event
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import IN_QUEUE, Ticket, TicketQuerySet

from ..inbox import Inbox

FACES = 3


class Grounds(NamedTuple):
    """Why a chat was given to an agent: the customer knows them, or else nobody who was there had fewer open chats than
    the `held` that they had before it."""

    is_known: bool
    is_alone: bool
    held: int


# whether a floor above finds somebody for the tickets of a team itself: then nobody is chosen here
ROUTED: list[Callable[[int | None], bool]] = []
# whom the customer of a ticket knows and who has room for it, by a floor above
KNOWN: list[Callable[[Ticket], int | None]] = []
# who hears to whom it was given, and why
GIVEN: list[Callable[[Ticket, Agent, Event, Grounds], object]] = []
ROUTING = "routing"


def available_agents(team: Team | int | None) -> list[Agent]:
    """Agents of `team` (None: of any) who can be given a chat now, those with a picture first."""
    rows = _available(team).select_related("agent")
    return sorted((row.agent for row in rows), key=lambda agent: (not agent.photo, agent.pk))


def available_ids(team: Team | int | None) -> list[int]:
    """Their keys alone, for what is asked each time somebody who waits looks."""
    return list(_available(team).order_by("agent").values_list("agent", flat=True))


def manned_of(inboxes: Iterable[Inbox]) -> set[Inbox]:
    """The chats among them where somebody of its team, of any where it has none, can be given one now."""
    chats = [inbox for inbox in inboxes if inbox.channel == "chat"]
    if not chats:
        return set()
    rows = Availability.objects.available(timezone.now()).values_list("agent__memberships__team", flat=True)
    there = set(rows)
    return {inbox for inbox in chats if (inbox.team_id in there if inbox.team_id else there)}


def _available(team: Team | int | None) -> AvailabilityQuerySet:
    rows = Availability.objects.available(timezone.now())
    return rows if team is None else rows.filter(agent__memberships__team=team)


def chats() -> TicketQuerySet:
    """Those that want an agent now."""
    return Ticket.objects.undeleted().filter(
        IN_QUEUE, channel="chat", status__among=[Status.NEW, Status.OPEN]
    )


def team_for(inbox: Inbox, reason: ContactReason | None) -> Team | None:
    """Whose queue a chat goes to: the reason's team, unless only the inbox's team is there."""
    own = reason.team if reason else None
    if own is None or (not available_agents(own) and inbox.team and available_agents(inbox.team)):
        return inbox.team
    return own


def assign_to_somebody(ticket: Ticket) -> Agent | None:
    """Give `ticket` to the available agent of its team whom the customer knows, else to who has the fewest open chats.

    None when nobody is there, and where the team's tickets find somebody in another way (`ROUTED`).
    """
    if any(is_routed(ticket.team_id) for is_routed in ROUTED):
        return None
    hold_until_commit(f"routing-{ticket.team_id}")  # two chats at once must not both see the same load
    agents = Agent.objects.in_bulk(available_ids(ticket.team_id))
    held = Counter(chats().filter(assignee__in=agents).values_list("assignee", flat=True))
    known = {know(ticket) for know in KNOWN}
    for agent in sorted(agents.values(), key=lambda each: (each.pk not in known, held[each.pk], each.pk)):
        if is_staying(agent.pk):  # else they go at this very moment
            grounds = Grounds(agent.pk in known, len(agents) == 1, held[agent.pk])
            if event := assign_ticket(ticket, agent, by=ROUTING):
                for tell in GIVEN:
                    tell(ticket, agent, event, grounds)
            return agent
    return None
