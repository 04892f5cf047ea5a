"""GET /desk/tickets/<id>/promise/ offers moments by which the customer hears back; POST with until=… promises one."""

import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.tickets.answer_policy import is_taken_on, taken_on_by
from shopbell.tickets.status import Status
from shopbell.tickets.views.head import done, find_ticket
from shopbell.tickets.views.undo import undo_address

from .promise import promise_of
from .promise_offers import is_closed_at, promise_offers
from .promising import promise_by


class PromiseForm(forms.Form):
    until = forms.DateTimeField()  # without an offset it is meant in the agent's zone
    client_id = forms.UUIDField(
        required=False
    )  # of the open dialog: one promise, however often it is clicked


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def promise(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        now, dialog = timezone.localtime(), "promises/promise.html"
        context = {
            "ticket": ticket,
            "dialog": dialog,
            "promise": promise_of(ticket.pk),
            "client_id": uuid.uuid4(),
            "is_taken_on": is_taken_on(ticket, request.user),
        }
        context |= {"offers": promise_offers(ticket, now), "earliest": now}
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        return render(request, template, context)
    form = PromiseForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Pick a day and an hour."))
    until, client_id = form.cleaned_data["until"], form.cleaned_data["client_id"]
    former = promise_of(ticket.pk)
    was_new = ticket.status == Status.NEW
    made = promise_by(ticket, until, by=request.user, client_id=client_id)
    said = [_("Promised, and told to the customer.")]
    if is_closed_at(ticket, until):
        said = [_("Promised, and told to the customer. You are closed then: see that somebody is there.")]
    if former and former.due_at < until:
        said += [_("That is later than what was promised before, and the customer reads so.")]
    taken = taken_on_by(ticket, made.message_id)
    said += [_("The ticket is open now.")] if was_new else []
    said += [_("The ticket is yours now.")] if taken else []
    undo = undo_address(taken) if taken and request.user.may(Permission.TICKET_ASSIGN) else ""
    return done(request, ticket_id, said=" ".join(said), undo=undo, label=_("Give it back"))
