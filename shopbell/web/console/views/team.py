"""The team: GET /desk/team/ lists it; POST …/status/ says what one is doing, …/unseen/ how one looks into tickets."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.availability import availability_of, look_unseen, say_status
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.live.looking import tell_looked_at

from ..team import mates_of


@agent_view(None)
@require_GET
def team(request: AgentRequest) -> HttpResponse:
    return _answer(request)


@agent_view(None)
@require_POST
def status(request: AgentRequest) -> HttpResponse:
    """POST text, empty for none."""
    say_status(request.user, request.POST.get("text", ""))
    return _answer(request)


@agent_view(Permission.PRESENCE_UNSEEN)
@require_POST
def unseen(request: AgentRequest) -> HttpResponse:
    """POST unseen=yes, or anything else for no."""
    look_unseen(request.user, request.POST.get("unseen") == "yes")
    tell_looked_at(request.user.pk)
    return _answer(request)


def _answer(request: AgentRequest) -> HttpResponse:
    if request.method == "POST" and not request.headers.get("HX-Request"):
        return redirect("team")
    context = {
        "mates": mates_of(request.user, timezone.now()),
        "own": availability_of(request.user),
        "agent": request.user,
    }
    template = "console/_team.html" if request.headers.get("HX-Request") else "console/team.html"
    return render(request, template, context)
