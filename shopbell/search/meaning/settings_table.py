"""Settings › Search by meaning: whether, and in which languages, with what it was measured to do there."""

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_picture import describe
from shopbell.helpcenter.centre import HelpCentre

from .encoder import is_installed
from .setting import Meaning

PAGE = "settings-help-meaning"


class MeaningForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Measured over 96 articles: the right one was among the first ten for 93 of 100 English questions "
            "instead of 85, for 92 Arabic ones instead of 90, and for 79 German ones as without it. In German a "
            "question about something else finds something more often then. Other languages are not measured."
        ),
    )

    class Meta:
        model = Meaning
        fields = ["is_on", "languages"]
        help_texts = {
            "is_on": _(
                "Articles are found that say in other words what was asked. It takes about 100 MB of memory in each "
                "process that searches."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [
            (code, code) for code in self.instance.languages if code not in HelpCentre.current().languages
        ]
        self.fields["languages"].choices = [*HelpCentre.current().spoken(), *chosen]  # type: ignore[attr-defined]


describe(Meaning)
add_card(
    Card(
        PAGE,
        _("Search by meaning"),
        _("Whether the help centre finds what says the same in other words."),
        icon="waypoints",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [MeaningForm],
        group="help",
        is_form=True,
    )
)


def _lead() -> str:
    """What it is; without its package, what to do first."""
    if is_installed():
        return _t("Words come first, as everywhere; beside them stands what lies near in meaning.")
    return _t(
        "Its package is not installed, so the search goes by words alone whatever is chosen here. Run bin/setup "
        "vectors on the server and start the desk again."
    )


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def meaning(request: AgentRequest) -> HttpResponse:
    title = _("Search by meaning")
    return form_page(request, MeaningForm, Meaning.current(), page=PAGE, title=title, lead=_lead())


MEANING: list[URLPattern] = [path("desk/settings/help-meaning/", meaning, name=PAGE)]
