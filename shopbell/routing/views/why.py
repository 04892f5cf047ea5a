"""GET /desk/tickets/<id>/routing/: why the ticket was given to who has it, or why nobody has it yet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.chat.manned import ROUTING
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket

from ..assignment_reason import AssignmentReason, lines_of
from ..crowd import candidates_for
from ..need import Requirements, need_of
from ..offer import Offer
from ..score import Score, score
from ..team_routing import routing_of

MOST = 20


@agent_view(None)
@require_GET
def why(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """How each colleague stands is for those who may see the wall."""
    ticket = find_ticket(request, ticket_id)
    dialog = "routing/why.html"
    template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    context = {"ticket": ticket, "dialog": dialog, "agent": request.user, **_given(ticket)}
    is_open = ticket.assignee_id is None and context["offer"] is None
    scores = _scores(ticket) if is_open and request.user.may(Permission.WALL_READ) else []
    return render(request, template, context | {"scores": scores})


def _given(ticket: Ticket) -> dict:
    given = Event.objects.filter(ticket=ticket, verb=Verb.ASSIGNED).order_by("-pk").first()
    reasons = AssignmentReason.objects.filter(ticket=ticket, agent=ticket.assignee_id)
    reason = (
        reasons.filter(event=given).first() if given else None
    )  # an earlier one says nothing of what a person did since
    offer = Offer.objects.standing(timezone.now()).filter(ticket=ticket).select_related("agent").first()
    lines = lines_of(reason.parts, str(ticket.customer)) if reason else []
    routing = routing_of(ticket.team_id)
    is_given = given is not None and given.rule == ROUTING
    return {"reason": reason, "lines": lines, "offer": offer, "routing": routing, "is_given": is_given}


def _scores(ticket: Ticket) -> list[tuple[Agent, Score]]:
    """Who is there and how they stand for `ticket` now, the best first."""
    now, asked = timezone.now(), Requirements()
    need = need_of(ticket, routing_of(ticket.team_id), now, asked)
    scores = [score(need, each) for each in candidates_for(ticket, need, now, asked)]
    scores.sort(key=lambda each: (each.refusal is not None, -each.total, each.candidate.agent))
    agents = Agent.objects.in_bulk([each.candidate.agent for each in scores[:MOST]])
    return [(agents[each.candidate.agent], each) for each in scores[:MOST]]
