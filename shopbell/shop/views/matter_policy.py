"""/desk/settings/matter/: GET is the form, POST saves it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

from ..matter.policy import MatterPolicy


class MatterPolicyForm(forms.ModelForm):
    class Meta:
        model = MatterPolicy
        fields = ["asks_reason", "asks_order", "insists"]
        help_texts = {
            "asks_reason": _("Return takes the suggestion. Tickets that rules solve are not asked."),
            "asks_order": _("Only after a purchase, and for customers with orders."),
            "insists": _("No ticket is solved before it is said. Otherwise agents may put it off."),
        }


add_card(
    Card(
        "settings-matter",
        _("What tickets are about"),
        _("What agents say before they solve: the contact reason, the order or the product."),
        icon="package-search",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [MatterPolicyForm],
        is_form=True,
        group="tickets",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def matter_policy(request: AgentRequest) -> HttpResponse:
    return form_page(
        request, MatterPolicyForm, MatterPolicy.current(), page="settings-matter",
        title=_("What tickets are about"),
        lead=_("What is missing is asked for right after an agent solved the ticket, with the suggestions chosen."),
    )  # fmt: skip
