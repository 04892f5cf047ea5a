"""Settings › Words that mean the same, for the help centre's search, and what shoppers' searches suggest of them."""

from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.language import languages
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.folding import fold
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe
from shopbell.helpcenter.centre import HelpCentre

from .in_vain import hints
from .synonym import LONGEST_NAME, Synonym

MOST_NAMES = 20


class SynonymForm(forms.ModelForm):
    words = forms.CharField(
        label=_("Words that mean the same"),
        help_text=_("With commas between them: sofa, couch, settee. Each finds the others."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("In which they mean the same; names of things do in all."),
    )

    class Meta:
        model = Synonym
        fields = ["words", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["words"] = str(self.instance)
        spoken = HelpCentre.current().spoken()
        self.fields["language"].choices = [("", _t("Every language")), *spoken]  # type: ignore[attr-defined]

    def clean_words(self) -> list[str]:
        names = names_in(self.cleaned_data["words"])
        self.instance.written = list(names.values())
        return list(names)


def names_in(typed: str) -> dict[str, str]:
    """The names that `typed` parts by commas: folded as the search folds them, and as they are written. Raises
    ValidationError."""
    names: dict[str, str] = {}
    for name in typed.replace("،", ",").split(","):
        written = " ".join(name.split())
        folded = " ".join(fold(written).split())
        if any(each.isalnum() for each in folded):
            names.setdefault(folded, written)
    longest = max(map(len, (*names, *names.values())), default=0)
    if not 2 <= len(names) <= MOST_NAMES or longest > LONGEST_NAME:
        raise ValidationError(_t("Name two words or more, with commas between them."))
    return names


def _suggested(request: HttpRequest) -> SafeString:
    """What visits say one after the other, each with a link that fills in the form."""
    new = reverse("settings-help-synonyms-new")
    spoken = dict(languages())
    rows = [
        (
            hint,
            spoken.get(hint.language, hint.language),
            f"{new}?{urlencode({'words': ', '.join(hint.words), 'language': hint.language})}",
        )
        for hint in hints()
    ]
    shown = render_to_string("helpdesk/_synonym_hints.html", {"rows": rows}, request) if rows else ""
    return mark_safe(shown)  # noqa: S308 (our own template)


def _language_of(row: Synonym) -> str:
    return dict(languages()).get(row.language, row.language) or _t("Every language")


describe(Synonym)
SYNONYMS: list[URLPattern] = settings_pages(
    Synonym,
    slug="help-synonyms",
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=SynonymForm,
    group="help",
    icon="equal-approximately",
    meant=lambda word: Q(words__icontains=fold(word)),
    label=_("Words that mean the same"),
    new=_("New words"),
    lead=_("What customers call differently than your articles do: the search finds one by the other."),
    empty=_("No words yet. Spelling and endings are forgiven anyway; here is what no dictionary knows."),
    rows=lambda: Synonym.objects.order_by("pk"),
    proposed=["words", "language"],
    above=_suggested,  # under hundreds of rows nobody would find it
    columns=[Column(_("Language"), _language_of)],
)
