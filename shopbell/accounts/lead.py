"""Who leads a team: they hear of what goes wrong in it. Whoever may no longer sign in leads nothing."""

from .agent import Agent
from .permission import Permission


def leads_of(team_id: int | None, *, or_else: Permission | None = None) -> list[int]:
    """The keys of who leads the team; of no team, and of one that nobody leads, whoever has the permission `or_else`,
    and nobody without it.
    """
    active = Agent.objects.filter(is_active=True).order_by("pk")
    led = active.filter(memberships__team=team_id, memberships__is_lead=True)
    found = list(led.values_list("pk", flat=True)) if team_id else []
    if found or or_else is None:
        return found
    return list(active.filter(role__permissions__contains=[or_else]).values_list("pk", flat=True))
