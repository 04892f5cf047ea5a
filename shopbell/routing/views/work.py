"""Work that finds its agent: GET /desk/routing/offers/ is what is offered to them, POST …/<id>/accept/ and …/decline/
answer it, POST /desk/routing/next/ (press=… says which press it is) asks for the next ticket."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.toast import add_toast
from shopbell.promises.running import running_of

from ..answering import accept_offer, can_be_accepted, decline_offer
from ..assignment_reason import lines_of
from ..call_turn import promised_calls
from ..missing import set_away
from ..offer import Offer
from ..pulling import next_once
from ..unmanned import waits_for


def offers_context(request: AgentRequest) -> dict:
    """What `routing/_offers.html` needs."""
    standing = Offer.objects.standing(timezone.now()).filter(agent=request.user).order_by("pk")
    shown = standing.select_related("ticket__customer", "ticket__reason")
    offers = [offer for offer in shown if can_be_accepted(offer, request.user)]
    calls = dict(promised_calls([offer.ticket_id for offer in offers]).values_list("ticket", "due_at"))
    promises = running_of([offer.ticket_id for offer in offers])
    for offer in offers:
        offer.promise = promises.get(offer.ticket_id)
        offer.call_by = calls.get(offer.ticket_id)
        offer.lines = lines_of(offer.parts, str(offer.ticket.customer))
    alone = waits_for(request.user, timezone.now())
    return {"agent": request.user, "offers": offers, "away": set_away(request.user), "alone": alone}


@agent_view(Permission.TICKET_REPLY)
@require_GET
def offers(request: AgentRequest) -> HttpResponse:
    return render(request, "routing/_offers.html", offers_context(request))


@agent_view(Permission.TICKET_REPLY)
@require_POST
def accept(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Goes on to the ticket. Too late: the sentence, and what is offered now."""
    offer = get_object_or_404(Offer.objects.select_related("ticket"), pk=offer_id, agent=request.user)
    try:
        accept_offer(offer, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal)
    return _to_ticket(request, offer.ticket_id)


@agent_view(Permission.TICKET_REPLY)
@require_POST
def decline(request: AgentRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(
        Offer.objects.select_related("ticket", "agent"), pk=offer_id, agent=request.user
    )
    decline_offer(offer, by=request.user)
    if request.headers.get("HX-Request"):
        return render(request, "routing/_offers.html", offers_context(request))
    return redirect("inbox")


@agent_view(Permission.TICKET_ASSIGN)
@require_POST
def next_one(request: AgentRequest) -> HttpResponse:
    """Goes on to the ticket that was given; the sentence when nothing waits."""
    try:
        ticket = next_once(request.user, request.POST.get("press", "")[:40])
    except Refused as refusal:
        return _refused(request, refusal)
    return _to_ticket(request, ticket.pk)


def _to_ticket(request: AgentRequest, ticket_id: int) -> HttpResponse:
    address = reverse("ticket", args=[ticket_id])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _refused(request: AgentRequest, refusal: Refused) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = render(request, "routing/_offers.html", offers_context(request))
        add_toast(answer, str(refusal))
        return answer
    messages.error(request, str(refusal))
    return redirect("inbox")
