"""Nobody is there any more, and somebody waits live: whoever could come back hears it at once, and so do the leads.

Who went away with a screen open, or was set away by the desk, may sit beside it. They are told once, and again only
when a look had found somebody there since, whether they chose so or opened a screen; not when one more leaves. Who has
left the chat some minutes ago waits for no screen any more: their answer goes by mail.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, Choice
from shopbell.accounts.lead import leads_of
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import ROUTING
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.chat.visitor import PRESENCE
from shopbell.core.bus import publish
from shopbell.tickets.event import Verb, record
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

MOST = 20  # tickets told of in one look
FRESH = timedelta(
    minutes=5
)  # a wait this short counts though the page is closed: a phone shuts one between two words
CHAT = "chat"


class ToldAlone(models.Model):
    """That it was told of a ticket that nobody is there for it; gone once a look finds somebody there."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="told_alone")
    at = models.DateTimeField()


def unmanned(tickets: TicketQuerySet, now: datetime) -> TicketQuerySet:
    """Those of `tickets` whose customers wait in a chat, while nobody of their team can be given them."""
    return tickets.filter(waits_alone(now))


def waits_alone(now: datetime) -> Q:
    """The same of a ticket, for who counts them."""
    return _waits_in_chat(now) & _nobody_there(now)


def _waits_in_chat(now: datetime) -> Q:
    """Of a ticket: that its customer waits for an answer in a chat, and has it open or wrote a moment ago."""
    is_open = Q(visitors__left_at=None, visitors__seen_at__gt=now - PRESENCE)
    sessions = ChatSession.objects.filter(is_open, ticket=OuterRef("pk"))
    waits = Q(channel=CHAT, status__among=[Status.NEW, Status.OPEN], waiting_since__isnull=False)
    return waits & (Q(waiting_since__gt=now - FRESH) | Q(Exists(sessions)))


def _nobody_there(now: datetime) -> Q:
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
    if among is None:
        _forget_manned(now)
    else:
        queued = queued.filter(pk__in=among)
    untold = unmanned(queued, now).filter(~_is_told())
    hears = cache(lambda team_id: bool(_who_hears(team_id, now)))
    rows = untold.order_by("waiting_since", "pk").values_list("pk", "team")
    heard = (
        pk for pk, team_id in rows if hears(team_id)
    )  # the others take no place until somebody could hear
    return sum(_tell(pk, now) for pk in islice(heard, MOST))


@transaction.atomic
def _tell(ticket_id: int, now: datetime) -> bool:
    held = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=ticket_id).first()
    if held is None or held.waiting_since is None:
        return False
    if Ticket.objects.filter(_is_told(), pk=ticket_id).exists():  # by another look, until it was held
        return False
    hear = _who_hears(held.team_id, now)
    if not hear:
        return False
    ToldAlone.objects.update_or_create(ticket=held, defaults={"at": max(now, held.waiting_since)})
    record(held, Verb.UNMANNED, by=ROUTING, to_ids=sorted(hear))
    publish("queue", *[f"agent-{pk}" for pk in hear])
    return True


def _who_hears(team_id: int | None, now: datetime) -> set[int]:
    """Who of the team is away with a screen open, and who leads it."""
    away = Availability.objects.present(now).filter(agent__in=_agents_of(team_id), chosen=Choice.AWAY)
    leads = leads_of(team_id, or_else=Permission.WALL_READ_ALL)
    return {*away.values_list("agent", flat=True), *leads}


def _is_told() -> Exists:
    """Of a ticket: that it was told since its customer waits, and no look has found anybody there meanwhile."""
    return Exists(ToldAlone.objects.filter(ticket=OuterRef("pk"), at__gte=OuterRef("waiting_since")))


def _forget_manned(now: datetime) -> None:
    """Where somebody is there now, and where nobody waits any more, it is told anew the next time."""
    told = Ticket.objects.filter(told_alone__isnull=False)
    over = told.filter(~_nobody_there(now) | Q(waiting_since=None))
    ToldAlone.objects.filter(ticket__in=over.values("pk")).delete()


def _agents_of(team_id: int | None) -> list[int]:
    answering = Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.TICKET_REPLY])
    if team_id:
        answering = answering.filter(pk__in=Membership.objects.filter(team=team_id).values("agent"))
    return list(answering.values_list("pk", flat=True))
