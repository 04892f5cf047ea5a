"""/desk/settings/equal-treatment/: from where on leads are told of an unequal need. GET is the form, POST saves it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

from .equal_policy import EqualPolicy

PAGE = "settings-equal-treatment"
LEAD = _("When leads hear that customers with the same need wait longer on one channel than on another.")


class EqualPolicyForm(forms.ModelForm):
    class Meta:
        model = EqualPolicy
        fields = ["is_on", "times", "fewest"]


add_card(
    Card(
        PAGE,
        _("Equal treatment"),
        LEAD,
        icon="scale",
        permission=Permission.GOALS_MANAGE,
        forms=lambda: [EqualPolicyForm],
        is_form=True,
        group="tickets",
    )
)


@agent_view(Permission.GOALS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def equal_treatment(request: AgentRequest) -> HttpResponse:
    policy = EqualPolicy.current()
    return form_page(request, EqualPolicyForm, policy, page=PAGE, title=_("Equal treatment"), lead=LEAD)
