"""Settings of what has a name and a line about it in each language of the centre: categories, boards of the community.

The model has a `slug`, and `names`: rows of (language, name, description).
"""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shopbell.core.settings_picture import Facet

from .centre import HelpCentre


class NamedForm(forms.ModelForm):
    name_help: Any = ""  # words of gettext: what a name should say

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = {each.language: each for each in self.instance.names.all()} if self.instance.pk else {}
        for number, (code, own) in enumerate(HelpCentre.current().spoken()):
            at = named.get(code)
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": own}, max_length=80, required=number == 0,
                initial=at.name if at else "", help_text=self.name_help,
            )  # fmt: skip
            self.fields[f"description_{code}"] = forms.CharField(
                label=_("In short (%(language)s)") % {"language": own}, max_length=200, required=False,
                initial=at.description if at else "", help_text=_("A line below its name."),
            )  # fmt: skip

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        row = super().save(commit)
        for code in HelpCentre.current().languages:
            name, description = self.cleaned_data[f"name_{code}"], self.cleaned_data[f"description_{code}"]
            if name:
                said = {"name": name, "description": description}
                row.names.update_or_create(language=code, defaults=said)
            else:
                row.names.filter(language=code).delete()
        return row


def names_facet() -> Facet:
    """The names in a picture of the settings, for their history and undo."""
    return Facet(
        "names", _("Names"), _names, show=lambda names: "; ".join(name for name, _more in names.values()),
        write=_name_again,
    )  # fmt: skip


def _names(row: Any) -> dict[str, Any]:
    return {each.language: [each.name, each.description] for each in row.names.all()}


def _name_again(row: Any, names: dict[str, Any]) -> None:
    row.names.exclude(language__in=list(names)).delete()
    for code, (name, description) in names.items():
        row.names.update_or_create(language=code, defaults={"name": name, "description": description})
