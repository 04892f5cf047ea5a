"""/desk/settings/answers/: GET is the form, POST saves it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_history import note_change

from ..answer_policy import AnswerPolicy


class AnswerPolicyForm(forms.ModelForm):
    class Meta:
        model = AnswerPolicy
        fields = ["takes_on"]
        help_texts = {
            "takes_on": _("The customer's next words reach them. A ticket that somebody has stays theirs.")
        }


add_card(
    Card(
        "settings-answers",
        _("Answers"),
        _("Whose a ticket is that somebody answered."),
        icon="reply",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [AnswerPolicyForm],
        is_form=True,
        group="tickets",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_policy(request: AgentRequest) -> HttpResponse:
    is_sent = request.method == "POST"  # a form without a ticked box is empty, and says no
    form = AnswerPolicyForm(request.POST if is_sent else None, instance=AnswerPolicy.current())
    if is_sent and form.is_valid():
        with note_change("settings-answers", form.instance, by=request.user):
            form.save()
        messages.success(request, _t("Saved."))
        return redirect("settings-answers")
    return render(request, "tickets/answer_policy.html", {"form": form}, status=422 if form.errors else 200)
