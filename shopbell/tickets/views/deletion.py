"""Deleting: GET …/delete/ asks, POST does it. /desk/deleted/ lists what can be restored, or erased by who may."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

from ..deletion import Retention, delete_ticket, erase_ticket, restore_ticket
from ..ticket import Ticket
from .head import find_ticket

PER_PAGE = 100


class RetentionForm(forms.ModelForm):
    class Meta:
        model = Retention
        fields = ["days"]
        help_texts = {
            "days": _("Until then the ticket can be restored. It counts for what is deleted already, too.")
        }


add_card(
    Card(
        "settings-retention",
        _("Deleted tickets"),
        _("How long a deleted ticket can be restored before it is erased for good."),
        icon="trash-2",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [RetentionForm],
        group="tickets",
        is_form=True,
    )
)


@agent_view(Permission.TICKET_DELETE)
@require_http_methods(["GET", "POST"])
def delete(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        dialog = "tickets/dialogs/delete.html"
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        return render(
            request, template, {"ticket": ticket, "dialog": dialog, "days": Retention.current().days}
        )
    delete_ticket(ticket, reason=request.POST.get("reason", ""), by=request.user)
    way_back = reverse("ticket-restore", args=[ticket_id])
    messages.info(request, _t("Deleted. You find it under Deleted."), extra_tags=f"undo:{way_back}")
    return _go(request, reverse("inbox"))


@agent_view(Permission.TICKET_DELETE)
@require_safe
def deleted(request: AgentRequest) -> HttpResponse:
    """GET /desk/deleted/: what this agent could read and somebody deleted, the latest first."""
    rows = Ticket.objects.deleted_for(request.user).select_related("customer", "deletion__agent")
    page = Paginator(rows.order_by("-deletion__created_at"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "retention": Retention.current(), "agent": request.user}
    return render(request, "tickets/deleted.html", context)


@agent_view(Permission.TICKET_DELETE)
@require_POST
def restore(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.deleted_for(request.user), pk=ticket_id)
    restore_ticket(ticket, by=request.user)
    messages.success(request, _t("The ticket is back."))
    return _go(request, reverse("ticket", args=[ticket_id]))


@agent_view(Permission.TICKET_ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET asks, POST with number=<the ticket's> erases a deleted ticket for good."""
    ticket = get_object_or_404(
        Ticket.objects.deleted_for(request.user).select_related("customer", "deletion__agent"), pk=ticket_id
    )
    error = ""
    if request.method == "POST":
        if request.POST.get("number", "").strip().lstrip("#") == str(ticket_id):
            erase_ticket(ticket, by=request.user)
            messages.success(request, _t("Ticket #%(number)s is erased for good.") % {"number": ticket_id})
            return redirect("deleted")
        error = _t("Type the number of the ticket to erase it: %(number)s.") % {"number": ticket_id}
    context = {"ticket": ticket, "error": error}
    return render(request, "tickets/erase.html", context, status=422 if error else 200)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: AgentRequest) -> HttpResponse:
    """GET /desk/settings/retention/ is the form, POST saves it."""
    return form_page(
        request, RetentionForm, Retention.current(), page="settings-retention", title=_("Deleted tickets"),
        lead=_("Who may delete tickets, and who may erase them at once, is said by their roles."),
    )  # fmt: skip


def _go(request: AgentRequest, address: str) -> HttpResponse:
    return (
        HttpResponse(headers={"HX-Redirect": address})
        if request.headers.get("HX-Request")
        else redirect(address)
    )
