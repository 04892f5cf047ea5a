"""POST /desk/tickets/<id>/follow/ with follow=yes or no: to hear of the ticket or no more; answers with the head."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from shopbell.accounts.view import AgentRequest, agent_view

from ..follower import follow_ticket, unfollow_ticket
from .head import change


@agent_view(None)
@require_POST
def follow(request: AgentRequest, ticket_id: int) -> HttpResponse:
    verb = unfollow_ticket if request.POST.get("follow") == "no" else follow_ticket
    return change(request, ticket_id, lambda ticket: verb(ticket, request.user, by=request.user))
