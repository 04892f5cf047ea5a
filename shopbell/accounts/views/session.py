"""POST /desk/profile/sessions/<id>/end/ signs one of the agent's own other devices out."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..view import AgentRequest, agent_view


@agent_view(None)
@require_POST
def session_end(request: AgentRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(UserSession, user=request.user, pk=session_id)
    session.end()
    messages.success(request, _("This device is signed out."))
    return redirect("usersessions_list")
