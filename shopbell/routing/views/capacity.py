"""/desk/settings/capacity/: how much of an agent a ticket of each channel takes. GET is the form, POST saves it."""

from django import forms
from django.core.validators import MaxValueValidator
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.registry import CHANNELS
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_picture import describe

from ..capacity import CapacityPolicy

WEIGHT = "weight_"
LEAD = _(
    "How much of an agent a ticket of each channel takes. At 100 they are given nothing more of the kind."
)


def answered() -> dict[str, str]:
    """The channels that agents answer, by kind, with their names."""
    return {kind: channel.label for kind, channel in CHANNELS.items() if not channel.answered_by}


class CapacityForm(forms.ModelForm):
    class Meta:
        model = CapacityPolicy
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, label in answered().items():
            self.fields[f"{WEIGHT}{kind}"] = forms.IntegerField(
                label=label,
                min_value=0,
                validators=[MaxValueValidator(100)],
                initial=self.instance.weight_of(kind),
                help_text=_("0: it waits beside others. 33: three of them fill an agent. 100: one does."),
            )

    def save(self, commit: bool = True) -> CapacityPolicy:
        self.instance.weights = self.instance.weights | {
            kind: self.cleaned_data[f"{WEIGHT}{kind}"] for kind in answered()
        }
        return super().save(commit)


describe(
    CapacityPolicy,
    part_label=lambda kind: answered().get(kind, kind),
    defaults=lambda row: {kind: row.weight_of(kind) for kind in answered()},
)
add_card(
    Card(
        "settings-capacity",
        _("Capacity"),
        LEAD,
        icon="gauge",
        permission=Permission.GOALS_MANAGE,
        forms=lambda: [CapacityForm],
        is_form=True,
        group="people",
    )
)


@agent_view(Permission.GOALS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: AgentRequest) -> HttpResponse:
    return form_page(
        request,
        CapacityForm,
        CapacityPolicy.current(),
        page="settings-capacity",
        title=_("Capacity"),
        lead=LEAD,
    )
