"""GET /desk/tickets/<id>/inbox/ asks which inbox the ticket is answered from; POST inbox=<id> says it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_trigger
from shopbell.tickets.views.head import change, find_ticket

from ..sending.answering_inbox import change_inbox, may_leave_from
from ..sending.first_message import sending_inboxes
from ..sending.sender import mail_inbox_of


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def answering_inbox(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "POST":
        inbox = get_object_or_404(sending_inboxes(), pk=row_key(request.POST.get("inbox", "")))
        answer = change(request, ticket_id, lambda found: change_inbox(found, inbox, by=request.user))
        if answer.status_code == 200:
            add_trigger(answer, "close-dialog")
        return answer
    dialog = "email/answering_inbox.html"
    template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    context = {"ticket": ticket, "inboxes": may_leave_from(ticket), "current": mail_inbox_of(ticket)}
    return render(request, template, {**context, "dialog": dialog})
