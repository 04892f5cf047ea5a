"""POST /desk/availability/ says how the agent is: available, busy, away or offline. GET is how it stands, for the menu
at the foot of the rail: the desk may have set them away itself, or they chose on another screen.
"""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Refused

from ..availability import Choice, choose_availability
from ..view import AgentRequest, agent_view


@agent_view(None)
@require_http_methods(["GET", "POST"])
def availability(request: AgentRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "components/own_menu.html")
    chosen = request.POST.get("availability", "")
    if chosen not in Choice.values:
        raise Refused(_("Choose available, busy, away or offline."))
    choose_availability(request.user, chosen)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect(_back(request))


def _back(request: AgentRequest) -> str:
    """The page the form stood on, when it was one of ours."""
    origin = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(origin, {request.get_host()}, request.is_secure()):
        return urlsplit(origin).path
    return "/desk/"
