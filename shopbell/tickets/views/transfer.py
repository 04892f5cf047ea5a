"""Transfer with a brief: GET …/transfer/ asks, POST does it; the receiver POSTs …/briefs/<id>/read/.

/desk/handover/ is the same for all open tickets of an agent at once; /desk/transfers/<batch>/undo/ takes either back.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Choice, states_of
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger

from ..destination import chosen_in, is_anybody_there, shown
from ..shift import hand_over, open_tickets_of
from ..transfer import (
    Brief,
    Words,
    acknowledge_brief,
    promised_so_far,
    take_back_transfers,
    transfer_ticket,
)
from .head import done, find_ticket


@agent_view(Permission.TICKET_ASSIGN)
@require_http_methods(["GET", "POST"])
def transfer(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST team and/or agent (ids) or what else can be chosen, with brief, tried, promised.

    Refused: 422, and what was typed stays in the dialog.
    """
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        dialog = "tickets/dialogs/transfer.html"
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        context = {"ticket": ticket, "dialog": dialog, "destinations": shown()}
        context |= _receivers(request.user, {"promised": promised_so_far(ticket)})
        return render(request, template, context)
    team, agent = _receiver_of(request)
    chosen = chosen_in(request.POST)
    brief = transfer_ticket(
        ticket, _words_of(request), by=request.user, team=team, agent=agent, chosen=chosen
    )
    waits = _("Transferred. Nobody who can do it is here now: it waits until one of them comes.")
    said = waits if chosen and not is_anybody_there(chosen) else _("Transferred.")
    return done(request, ticket_id, said=said, undo=reverse("transfer-undo", args=[brief.batch]))


@agent_view(Permission.TICKET_ASSIGN)
@require_POST
def read(request: AgentRequest, ticket_id: int, brief_id: int) -> HttpResponse:
    """The receiver has read it; what is pinned goes."""
    ticket = find_ticket(request, ticket_id)
    acknowledge_brief(
        get_object_or_404(ticket.briefs.select_related("ticket", "agent"), pk=brief_id), by=request.user
    )
    return HttpResponse() if request.headers.get("HX-Request") else redirect("ticket", ticket.pk)


@agent_view(Permission.TICKET_ASSIGN)
@require_POST
def undo(request: AgentRequest, batch: uuid.UUID) -> HttpResponse:
    """Only what the agent handed over themselves: the tickets may have left their sight by it."""
    briefs = list(Brief.objects.filter(batch=batch, agent=request.user).select_related("ticket"))
    if not briefs:
        raise Http404
    count = take_back_transfers(briefs, by=request.user)
    said = ngettext("%(count)s ticket is back.", "%(count)s tickets are back.", count) % {"count": count}
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        add_trigger(answer, "ticket-changed")
        add_toast(answer, said)
        return answer
    messages.success(request, said)
    return redirect("ticket", briefs[0].ticket_id) if len(briefs) == 1 else redirect("handover")


@agent_view(Permission.TICKET_ASSIGN)
@require_http_methods(["GET", "POST"])
def handover(request: AgentRequest) -> HttpResponse:
    """GET lists the agent's open tickets; POST hands `tickets` over with `brief` for all or brief-<id> each.

    With ?of=<id> those of a colleague who went without it, for who may sit in on colleagues.
    """
    error, status, handed, whose = "", 200, None, _whose(request)
    if request.method == "POST":
        team, agent = _receiver_of(request)
        try:
            briefs = hand_over(whose, _each_words(request), by=request.user, team=team, to=agent)
        except Refused as refusal:
            error, status = str(refusal), 422
        else:
            handed = {"count": len(briefs), "batch": briefs[0].batch if briefs else None, "to": agent or team}
    context = {
        "whose": whose,
        "tickets": list(open_tickets_of(whose, seen_by=request.user).select_related("customer", "reason")),
        "error": error,
        "handed": handed,
        "chosen": set(request.POST.getlist("tickets")) if error else None,
        **_receivers(request.user, request.POST if error else {}, of=whose),
    }
    return render(request, "tickets/handover.html", context, status=status)


def _whose(request: AgentRequest) -> Agent:
    """Who hands over: the agent themselves, or the colleague that ?of= names."""
    asked = request.GET.get("of", "")
    if not asked:
        return request.user
    request.user.require(Permission.TICKET_SIT_IN)
    return get_object_or_404(Agent, pk=row_key(asked))


def _each_words(request: AgentRequest) -> dict[int, Words]:
    """What each chosen ticket's receiver reads: its own brief, else the one for all."""
    common = request.POST.get("brief", "")
    chosen = [key for key in map(row_key, request.POST.getlist("tickets")) if key]
    return {pk: Words(request.POST.get(f"brief-{pk}", "").strip() or common) for pk in chosen}


def _words_of(request: HttpRequest) -> Words:
    return Words(*(request.POST.get(name, "") for name in ("brief", "tried", "promised")))


def _receivers(own: Agent, form=None, *, of: Agent | None = None) -> dict:
    """Who may be chosen instead of who has it (`of`), and what was chosen and typed before."""
    people = Agent.objects.filter(is_active=True).exclude(pk=(of or own).pk).only("name", "email")
    states = states_of(people, timezone.now())
    groups = [(choice.label, [each for each in people if states[each.pk] == choice]) for choice in Choice]
    return {
        "teams": Team.objects.only("name"),
        "receivers": [(label, group) for label, group in groups if group],
        "form": form or {},
        "agent": own,
    }


def _receiver_of(request: HttpRequest) -> tuple[Team | None, Agent | None]:
    team, agent = (request.POST.get(name, "") for name in ("team", "agent"))
    return (
        get_object_or_404(Team, pk=row_key(team)) if team else None,
        get_object_or_404(Agent, pk=row_key(agent)) if agent else None,
    )
