"""/desk/settings/standstills/: GET is the form, POST saves it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

from ..carriers.standstill import StandstillPolicy


class StandstillPolicyForm(forms.ModelForm):
    class Meta:
        model = StandstillPolicy
        fields = ["team"]
        labels = {"team": _("Stuck parcels that nobody has asked about")}
        help_texts = {
            "team": _(
                "This team gets a ticket about each, to write to the customer first; of one carrier no more than ten a "
                "day. Search a list for parcel:stuck to find these tickets."
            ),
        }


add_card(
    Card(
        "settings-standstills",
        _("Parcels that do not move"),
        _("Who is told when a parcel gets stuck and no ticket is about it."),
        icon="truck",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [StandstillPolicyForm],
        is_form=True,
        group="orders",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def standstill_policy(request: AgentRequest) -> HttpResponse:
    form = StandstillPolicyForm
    return form_page(
        request, form, StandstillPolicy.current(), page="settings-standstills", title=_("Parcels that do not move"),
        lead=_("Whoever looks after a ticket about the order is told when its parcel gets stuck or moves again."),
    )  # fmt: skip
