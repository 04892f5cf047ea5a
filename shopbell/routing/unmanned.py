"""Nobody is there any more, and somebody waits live: whoever could come back hears it at once, and so do the leads.

Who went away with a screen open, or was set away by the desk, may sit beside it. They are told once while nobody is
there, and again when somebody had come back and left.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, Choice
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import ROUTING
from shopbell.core.bus import publish
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .capacity import CapacityPolicy, live_channels

MOST = 20  # tickets told of in one look


def unmanned(tickets: TicketQuerySet, now: datetime) -> TicketQuerySet:
    """Those of `tickets` whose customers wait live, while nobody of their team can be given them."""
    channels = live_channels(CapacityPolicy.current())
    active = tickets.filter(channel__in=channels, status__among=[Status.NEW, Status.OPEN])
    return active.filter(nobody_there(now), waiting_since__isnull=False)


def nobody_there(now: datetime) -> Q:
    """Of a ticket: that neither its agent is available nor anybody of its team, or of no team anybody at all."""
    there = Availability.objects.available(now)
    of_team = there.filter(agent__memberships__team=OuterRef("team"))
    alone = Q(~Exists(of_team), team__isnull=False) | Q(~Exists(there), team=None)
    return alone & Q(~Exists(there.filter(agent=OuterRef("assignee"))))


def waits_for(agent: Agent, now: datetime) -> int:
    """How many wait so for somebody like `agent`, who is away."""
    if not Availability.objects.present(now).filter(agent=agent, chosen=Choice.AWAY).exists():
        return 0
    own = Ticket.objects.visible_to(agent).in_queue().filter(Q(team__in=agent.team_ids) | Q(team=None))
    return unmanned(own, now).count()


def tell_of_unmanned(now: datetime, among: Collection[int] | None = None) -> int:
    """Tell of everybody who waits live and has nobody; returns of how many. Twice tells nobody twice."""
    queued = Ticket.objects.undeleted().standing().in_queue()
    queued = queued if among is None else queued.filter(pk__in=among)
    waiting = unmanned(queued, now).order_by("waiting_since", "pk").values_list("pk", flat=True)
    return sum(_tell(pk, now) for pk in waiting[:MOST])


@transaction.atomic
def _tell(ticket_id: int, now: datetime) -> bool:
    held = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=ticket_id).first()
    if held is None or held.waiting_since is None:
        return False
    team, leads = _agents_of(held.team_id), _leads_of(held.team_id)
    if _is_told(held, team):
        return False
    away = Availability.objects.present(now).filter(agent__in=team, chosen=Choice.AWAY)
    hear = {*away.values_list("agent", flat=True), *leads}
    if not hear:
        return False
    record(held, Verb.UNMANNED, by=ROUTING, to_ids=sorted(hear))
    publish("queue", *[f"agent-{pk}" for pk in hear])
    return True


def _is_told(ticket: Ticket, team: Iterable[int]) -> bool:
    """Whether it was told since they wait, and nobody has come back meanwhile."""
    told = Event.objects.filter(ticket=ticket, verb=Verb.UNMANNED, created_at__gte=ticket.waiting_since)
    last = told.order_by("-pk").values_list("created_at", flat=True).first()
    return last is not None and not Availability.objects.filter(agent__in=team, chosen_at__gt=last).exists()


def _agents_of(team_id: int | None) -> list[int]:
    answering = Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.TICKET_REPLY])
    if team_id:
        answering = answering.filter(pk__in=Membership.objects.filter(team=team_id).values("agent"))
    return list(answering.values_list("pk", flat=True))


def _leads_of(team_id: int | None) -> list[int]:
    """Who leads the team; of no team, and of one without a lead, whoever watches all of them."""
    leads = Membership.objects.filter(team=team_id, is_lead=True, agent__is_active=True) if team_id else []
    if found := [each.agent_id for each in leads]:
        return found
    watching = Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.WALL_READ_ALL])
    return list(watching.values_list("pk", flat=True))
