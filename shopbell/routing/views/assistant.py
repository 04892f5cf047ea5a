"""/desk/profile/assistant/: whether customers may ask for the agent by name. GET is the form, POST saves it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..assistant import Assistant, is_in_routed_team
from ..team_routing import TeamRouting


class AssistantForm(forms.ModelForm):
    class Meta:
        model = Assistant
        fields = ["is_offered", "hours"]
        help_texts = {
            "is_offered": _("Your first name stands in the chat of your team, where its tickets are routed."),
            "hours": _("Such as Mon–Thu 9–17; Sat 10–14. Customers read it while you are not there."),
        }


@agent_view(None)
@require_http_methods(["GET", "POST"])
def assistant(request: AgentRequest) -> HttpResponse:
    form = AssistantForm(request.POST or None, instance=Assistant.of(request.user))
    if request.method == "POST":
        form = AssistantForm(request.POST, instance=Assistant.of(request.user))
        if form.is_valid():
            form.save()
            messages.success(request, _t("Saved."))
            return redirect("own-assistant")
    context = {"form": form, "is_routed": is_in_routed_team(request.user), "way": _way(request.user)}
    return render(request, "routing/assistant.html", context, status=422 if form.errors else 200)


def _way(agent: Agent) -> str:
    """Where `agent`, who may, has their team routed; empty for who may not."""
    if not agent.may(Permission.GOALS_MANAGE):
        return ""
    if len(agent.team_ids) != 1:
        return reverse("settings-routing")
    [team] = agent.team_ids
    row = TeamRouting.objects.filter(team=team).first()
    return (
        reverse("settings-routing-edit", args=[row.pk])
        if row
        else reverse("settings-routing-new") + f"?team={team}"
    )
