"""/desk/settings/first-contact/: for how many days a solved matter must rest. GET is the form, POST saves it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_picture import describe

from .contact_policy import FEWEST_DAYS, MOST_DAYS, ContactPolicy

LEAD = _("When a matter counts as solved at first contact, on Wall › First contact.")


class ContactPolicyForm(forms.ModelForm):
    class Meta:
        model = ContactPolicy
        fields = ["days"]
        help_texts = {
            "days": _(
                "Within them the ticket is not opened again, and its customer opens no other one about the same."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limits = {"fewest": FEWEST_DAYS, "most": MOST_DAYS}
        said = _t("Write a number of days from %(fewest)s to %(most)s.") % limits
        self.fields["days"].error_messages |= {"min_value": said, "max_value": said}


describe(ContactPolicy)
add_card(
    Card(
        "settings-first-contact",
        _("First contact"),
        LEAD,
        icon="circle-check",
        permission=Permission.GOALS_MANAGE,
        forms=lambda: [ContactPolicyForm],
        is_form=True,
        group="shop",
    )
)


@agent_view(Permission.GOALS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def first_contact(request: AgentRequest) -> HttpResponse:
    return form_page(
        request,
        ContactPolicyForm,
        ContactPolicy.current(),
        page="settings-first-contact",
        title=_("First contact"),
        lead=LEAD,
    )
