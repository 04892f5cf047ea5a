"""/desk/settings/presence/: GET is the form, POST saves it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

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
        _("What is recorded when somebody looks into a ticket unseen."),
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
    return form_page(
        request, PresencePolicyForm, PresencePolicy.current(), page="settings-presence", title=_("Presence"),
        lead=_(
            "Agents see who looks into the same ticket. Those whose role allows it may look unseen; they "
            "choose this under Team, at the foot of the side bar."
        ),
    )  # fmt: skip
