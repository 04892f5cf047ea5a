"""/desk/profile/keys/: the agent's own keys. POST key-<name>=… for each; reset=1 brings the defaults back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.agent import Agent
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ...keys import KEYS, change_keys, groups_of


@agent_view(None)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: AgentRequest) -> HttpResponse:
    agent = Agent.objects.get(pk=request.user.pk)  # not the one in the frame: what was typed may be wrong
    error = ""
    if request.method == "POST":
        try:
            _change(request, agent)
        except Refused as refusal:
            error = str(refusal)
            agent.keys = {key.name: request.POST.get(f"key-{key.name}", key.default)[:40] for key in KEYS}
            agent.has_letter_keys = "has_letter_keys" in request.POST
        else:
            messages.success(request, _("Saved."))
            return redirect("keys")
    shown = {"groups": groups_of(agent), "agent": agent, "error": error}
    return render(request, "console/keys.html", shown, status=422 if error else 200)


def _change(request: AgentRequest, agent: Agent) -> None:
    if "reset" in request.POST:
        return change_keys(agent, {})
    wishes = {key.name: request.POST[f"key-{key.name}"] for key in KEYS if f"key-{key.name}" in request.POST}
    return change_keys(agent, wishes, has_letter_keys="has_letter_keys" in request.POST)
