"""/desk/tickets/<id>/answers/: answers beside a ticket, one of them to look at, and whether it was of use."""

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.offered import page_behind, parse_key
from shopbell.channels.offering import Offer, Place, Told, count_offers
from shopbell.tickets.ticket import Ticket

from .beside import answers_context, note_outcome, words_of


@agent_view(Permission.TICKET_NOTE)
@require_GET
def answers(request: AgentRequest, ticket_id: int) -> HttpResponse:
    return render(request, "offers/card.html", answers_context(_ticket(request, ticket_id)))


@agent_view(Permission.TICKET_NOTE)
@require_GET
def answer(request: AgentRequest, ticket_id: int, key: str) -> HttpResponse:
    """An answer in a dialog, as shoppers read it."""
    ticket, page, named = _ticket(request, ticket_id), page_behind(key), parse_key(key)
    if not page or not named:
        raise Http404(_("There is no such page."))
    count_offers(Place.DESK, Told.OPENED, [key])
    offer = Offer(key, page.title, "", page.address, named.kind)
    context = {"ticket": ticket, "offer": offer, "page": page, "words": words_of(offer)}
    # the agent's work stays where it is: what it links to opens beside it
    context["html"] = page.html.replace("<a ", '<a target="_blank" ')
    return render(request, "offers/answer.html", context)


@agent_view(Permission.TICKET_NOTE)
@require_POST
def told(request: AgentRequest, ticket_id: int, key: str) -> HttpResponse:
    """Whether it was of use, or that it was put into an answer (`outcome`)."""
    _ticket(request, ticket_id)
    if not note_outcome(key, request.POST.get("outcome", "")):
        return HttpResponseBadRequest()
    return render(request, "offers/told.html")


def _ticket(request: AgentRequest, ticket_id: int) -> Ticket:
    visible = Ticket.objects.visible_to(request.user).select_related("customer", "reason")
    return get_object_or_404(visible, pk=ticket_id)
