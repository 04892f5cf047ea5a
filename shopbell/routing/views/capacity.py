"""/desk/settings/capacity/: how much of an agent a ticket of each channel takes. GET is the form, POST saves it."""

from django import forms
from django.core.validators import MaxValueValidator
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_picture import describe

from ..capacity import FIRST_WEIGHTS, FULL, CapacityPolicy, weighed

WEIGHT = "weight_"
LEAD = _(
    "How much of an agent a ticket of each channel takes. At 100 they are given nothing more of the kind."
)


LETTERS = _("0: it waits beside others. 33: three of them fill an agent. 100: one does.")
TALKS = _("33: three of them fill an agent. 100: one does.")


class CapacityForm(forms.ModelForm):
    class Meta:
        model = CapacityPolicy
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, label in weighed().items():
            self.fields[f"{WEIGHT}{kind}"] = forms.IntegerField(
                label=label,
                min_value=1 if kind in FIRST_WEIGHTS else 0,
                validators=[MaxValueValidator(FULL)],
                initial=self.instance.weight_of(kind),
                help_text=TALKS if kind in FIRST_WEIGHTS else LETTERS,
            )

    def clean(self) -> dict:
        given = super().clean() or {}
        said = {kind: given[f"{WEIGHT}{kind}"] for kind in weighed() if f"{WEIGHT}{kind}" in given}
        self.instance.weights = self.instance.weights | said
        return given


describe(
    CapacityPolicy,
    part_label=lambda kind: weighed().get(kind, kind),
    defaults=lambda row: {kind: row.weight_of(kind) for kind in weighed()},
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
