"""POST /desk/tickets/<id>/called/ with outcome=reached, missed, or again and until=…: what came of the call."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import change

from ..calling import AGAIN, call_again, note_missed, note_reached


class AgainForm(forms.Form):
    until = forms.DateTimeField()  # without an offset it is meant in the agent's zone


@agent_view(Permission.TICKET_REPLY)
@require_POST
def called(request: AgentRequest, ticket_id: int) -> HttpResponse:
    def note(ticket: Ticket) -> Event:
        match request.POST.get("outcome", ""):
            case "reached":
                return note_reached(ticket, by=request.user)
            case "missed":
                return note_missed(ticket, by=request.user)
            case outcome if outcome == AGAIN:
                form = AgainForm(request.POST)
                if not form.is_valid():
                    raise Refused(_("Pick a day and an hour."))
                return call_again(ticket, form.cleaned_data["until"], by=request.user)
        raise Refused(_("Choose what came of the call."))

    return change(request, ticket_id, note)
