"""Privacy, imprint and terms on the settings pages: a text or an address for each in every language of the centre."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_picture import describe

from .centre import HelpCentre
from .legal import PRIVACY, TITLES, LegalTexts, fit_text

PAGE = "settings-legal"


def called(key: str, own: str = "") -> str:
    """What `key` of `LegalTexts.texts` is called: Imprint (Deutsch)."""
    name, _mark, code = key.partition("_")
    return f"{TITLES.get(name, name)} ({own or code})"


class LegalForm(forms.ModelForm):
    class Meta:
        model = LegalTexts
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in TITLES:
            for code, own in HelpCentre.current().spoken():
                key = f"{name}_{code}"
                self.fields[key] = forms.CharField(
                    label=called(key, own), required=False, initial=self.instance.texts.get(key, ""),
                    help_text=_("Stands below what your policies say of it.") if name == PRIVACY else "",
                    widget=forms.Textarea(attrs={"lang": code, "dir": "auto", "rows": 4}),
                )  # fmt: skip

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        for key in [each for each in said if each.partition("_")[0] in TITLES]:
            try:
                said[key] = fit_text(said[key])
            except Refused as refusal:
                self.add_error(key, ValidationError(str(refusal)))
        return said

    def save(self, commit: bool = True) -> LegalTexts:
        """What was said in a language that the help centre has no more stays for its return."""
        rest = {key: said for key, said in self.instance.texts.items() if key not in self.fields}
        self.instance.texts = rest | {key: said for key, said in self.cleaned_data.items() if said}
        return super().save(commit)


describe(LegalTexts, part_label=called)
add_card(
    Card(
        PAGE,
        _("Privacy, imprint and terms"),
        _("What the law requires every page for shoppers to link to."),
        icon="scale",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [LegalForm],
        group="help",
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def legal(request: AgentRequest) -> HttpResponse:
    return form_page(
        request, LegalForm, LegalTexts.current(), page=PAGE, title=_("Privacy, imprint and terms"),
        lead=_(
            "Write each as Markdown, or put nothing but the address of your own page that has it. The foot of every "
            "page for shoppers leads there. A language without one reads the first that has it."
        ),
    )  # fmt: skip


LEGAL: list[URLPattern] = [path("desk/settings/legal/", legal, name=PAGE)]
