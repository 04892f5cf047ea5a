"""Shoppers see at once that their agent, or anybody at all, is there again or no longer: it says how long they wait."""

from django.db.models import Q
from django.utils import timezone

from shopbell.accounts.availability import Availability
from shopbell.accounts.team import Membership
from shopbell.core.bus import publish
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

MOST = 100


def tell_chats(agent_id: int) -> None:
    """Ring for the chats that `agent_id` has and, where nobody else is there for them, for those that wait."""
    active = Ticket.objects.undeleted().filter(channel="chat", status__among=[Status.NEW, Status.OPEN])
    concerned = Q(assignee=agent_id)
    own_teams = set(Membership.objects.filter(agent=agent_id).values_list("team", flat=True))
    others = Availability.objects.available(timezone.now()).exclude(agent=agent_id)
    manned = Membership.objects.filter(team__in=own_teams, agent__in=others.values("agent"))
    if alone := own_teams - set(manned.values_list("team", flat=True)):
        concerned |= Q(team__in=alone, waiting_since__isnull=False)
    numbers = active.filter(concerned).order_by("-last_message_at").values_list("pk", flat=True)[:MOST]
    publish(*[f"ticket-{number}" for number in numbers])
