"""/desk/profile/assistant/: whether customers may ask for the agent by name. GET is the form, POST saves it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.view import AgentRequest, agent_view

from ..assistant import Assistant


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
    return render(request, "routing/assistant.html", {"form": form}, status=422 if form.errors else 200)
