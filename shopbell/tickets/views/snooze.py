"""GET /desk/tickets/<id>/snooze/ offers moments, POST with until=… or writes=1 snoozes; POST …/wake/ brings it back."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..snooze import offers, snooze_ticket, wake_ticket
from .head import change, done, find_ticket


class SnoozeForm(forms.Form):
    until = forms.DateTimeField(required=False)  # without an offset it is meant in the agent's zone
    writes = forms.BooleanField(required=False)


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def snooze(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        now = timezone.localtime()
        context = {"ticket": ticket, "offers": offers(now), "earliest": now}
        template = "_snooze" if request.headers.get("HX-Request") else "snooze"
        return render(request, f"tickets/{template}.html", context)
    form = SnoozeForm(request.POST)
    until = form.cleaned_data["until"] if form.is_valid() else None
    if until is None and not request.POST.get("writes"):
        raise Refused(_("Pick a day and an hour."))
    snooze_ticket(ticket, until=until, by=request.user)
    return done(request, ticket_id, said=_("Snoozed."), undo=reverse("ticket-wake", args=[ticket_id]))


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def wake(request: AgentRequest, ticket_id: int) -> HttpResponse:
    return change(request, ticket_id, lambda ticket: wake_ticket(ticket, by=request.user))
