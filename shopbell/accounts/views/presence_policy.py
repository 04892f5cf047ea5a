"""/desk/settings/presence/: GET is the form, POST saves it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_history import note_change

from ..permission import Permission
from ..presence_policy import PresencePolicy
from ..view import AgentRequest, agent_view


class PresencePolicyForm(forms.ModelForm):
    class Meta:
        model = PresencePolicy
        fields = ["is_noted"]
        help_texts = {
            "is_noted": _(
                "The line says who and when. It is read by those who may look unseen themselves, and it is exported."
            )
        }


add_card(
    Card(
        "settings-presence",
        _("Presence"),
        _("What is kept of it when somebody looks into a ticket unseen."),
        icon="eye-off",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [PresencePolicyForm],
        is_form=True,
        group="people",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def presence_policy(request: AgentRequest) -> HttpResponse:
    is_sent = request.method == "POST"  # a form without a ticked box is empty, and says no
    form = PresencePolicyForm(request.POST if is_sent else None, instance=PresencePolicy.current())
    if is_sent and form.is_valid():
        with note_change("settings-presence", form.instance, by=request.user):
            form.save()
        messages.success(request, _t("Saved."))
        return redirect("settings-presence")
    return render(
        request, "accounts/presence_policy.html", {"form": form}, status=422 if form.errors else 200
    )
