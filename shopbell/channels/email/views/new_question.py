"""POST /desk/messages/<id>/new-ticket/: it is a new question and gets a ticket; …/same-matter/: it is none (undo=1)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.views.merge import go_to
from shopbell.tickets.views.message import find_message

from ..joining.new_question import NewQuestion, split_question
from .hint import say_dismissed


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def new_ticket(request: AgentRequest, message_id: int) -> HttpResponse:
    question = _find(request, message_id)
    old = question.message.ticket
    new = split_question(question, by=request.user)
    undo = f"{reverse('ticket-merge', args=[new.pk])}?into={old.pk}&across=1"
    return go_to(request, new, said=_("Split off into #%(number)s.") % {"number": new.pk}, undo=undo)


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def same_matter(request: AgentRequest, message_id: int) -> HttpResponse:
    question, is_undo = _find(request, message_id), "undo" in request.GET
    NewQuestion.objects.filter(pk=question.pk).update(is_dismissed=not is_undo)
    address = reverse("message-same-matter", args=[message_id])
    return say_dismissed(request, question.message.ticket_id, address, is_undo=is_undo)


def _find(request: AgentRequest, message_id: int) -> NewQuestion:
    message = find_message(request, message_id)
    return get_object_or_404(NewQuestion.objects.select_related("message__ticket"), pk=message.pk)
