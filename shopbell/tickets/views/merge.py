"""Merging: GET …/merge/ offers where to go on, POST into=<id> merges, POST …/unmerge/ takes it back."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger
from shopbell.customers.search import find_customers

from ..merge import merge_tickets, unmerge_ticket
from ..ticket import Ticket
from .head import find_ticket

CHOICES = 8


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def merge(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET q=… finds others, into=<id> shows one with what it means; POST into=<id>, with across=1 for two customers."""
    ticket = find_ticket(request, ticket_id)
    chosen = request.POST.get("into") or request.GET.get("into", "")
    into = get_object_or_404(Ticket.objects.visible_to(request.user), pk=row_key(chosen)) if chosen else None
    if request.method == "POST" and into:
        is_meant = "across" in request.POST or "across" in request.GET
        merge_tickets(into, ticket, by=request.user, across_customers=is_meant)
        undo = reverse("ticket-unmerge", args=[ticket.pk])
        return go_to(request, into, said=_("Merged into #%(number)s.") % {"number": into.pk}, undo=undo)
    query = request.GET.get("q", "")
    context = {"ticket": ticket, "into": into, "query": query, "choices": choices(request, ticket, query)}
    is_search = request.headers.get("HX-Target") == "ticket-choices"
    template = "_merge_choices" if is_search else "_merge" if request.headers.get("HX-Request") else "merge"
    return render(request, f"tickets/{template}.html", context)


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def unmerge(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if kept := ticket.merged_into:  # messages are taken out of that one
        get_object_or_404(Ticket.objects.visible_to(request.user), pk=kept.pk)
    unmerge_ticket(ticket, by=request.user)
    return go_to(request, ticket, said=_("The merge was taken back."))


def choices(request: AgentRequest, ticket: Ticket, query: str = "") -> list[Ticket]:
    """Tickets that `ticket` may belong to: the one with that number, those of customers who are called so, or its own
    customer's, unsolved ones first."""
    tickets = Ticket.objects.visible_to(request.user).standing().exclude(pk=ticket.pk)
    tickets = tickets.select_related("customer").prefetch_related("customer__identities")
    plain = query.strip().removeprefix("#")
    if plain.isdecimal():
        return list(tickets.filter(pk=row_key(plain)))
    if plain and request.user.may(Permission.CUSTOMER_READ):
        found = find_customers(request.user, plain).order_by("-pk").values_list("pk", flat=True)
        tickets = tickets.filter(customer__in=list(found[:CHOICES]))
    else:
        tickets = tickets.filter(customer=ticket.customer_id)
    newest = list(tickets.order_by("-last_message_at")[: CHOICES * 2])
    return sorted(newest, key=lambda each: not each.is_unsolved)[:CHOICES]


def go_to(request: AgentRequest, ticket: Ticket, *, said: str, undo: str = "") -> HttpResponse:
    """Show `ticket` and say what happened, with a way back at `undo`."""
    page = reverse("ticket", args=[ticket.pk])
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect(page)
    place = {"path": page, "target": "#work", "swap": "innerHTML"}
    answer = HttpResponse(headers={"HX-Location": json.dumps(place)})
    add_trigger(answer, "close-dialog")
    add_toast(answer, said, undo=undo)
    return answer
