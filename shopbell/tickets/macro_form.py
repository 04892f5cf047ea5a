"""A macro on the settings pages: its text, the same in other languages, and what it does, chosen instead of written."""

from collections.abc import Callable
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from .macro import Macro
from .macro_text import MAX_CHARACTERS, compile_text, refuse_unknown_names
from .step_form import OURS, StepForm

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "ar"]
# by the kind of step that a floor above adds: its field, whose value is the target of the step
MORE: dict[str, Callable[[], forms.Field]] = {}


class MacroForm(StepForm):
    takes_me = True

    class Meta:
        model = Macro
        fields = ["name", "text", "team", "position"]
        help_texts = {
            "name": _("What agents find it by, such as “Return label”."),
            "text": _(
                "{{ customer.first_name }}, {{ agent.first_name }} and {{ order.number }} fill themselves in."
            ),
            "team": _("Without a team everybody can use it."),
            "position": _("Smaller numbers come first."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].help_text = _("When the answer is sent, as with all below.")
        self.fields["assign"].help_text = _("To one agent, or to whoever sends it.")
        self.fields |= {kind: make() for kind, make in MORE.items()}
        self.show_steps(self.instance.actions)
        for code in LANGUAGES:
            name = Locale.parse(code).get_display_name((get_language() or "en").replace("-", "_")[:2]) or code
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text for %(language)s") % {"language": name},
                required=False,
                max_length=MAX_CHARACTERS,
                widget=forms.Textarea(attrs={"lang": code, "dir": "auto"}),
                initial=self.instance.texts.get(code, ""),
            )

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        for code in LANGUAGES:
            try:
                compile_text(words.get(f"text_{code}", ""))
                refuse_unknown_names(words.get(f"text_{code}", ""))
            except Refused as refusal:
                self.add_error(f"text_{code}", str(refusal))
        return words

    def save(self, commit: bool = True) -> Macro:
        words = self.cleaned_data
        texts = {code: words[f"text_{code}"] for code in LANGUAGES if words.get(f"text_{code}", "").strip()}
        others = [step for step in self.instance.actions if step["do"] not in OURS | set(MORE)]
        more = [{"do": kind, "to": words[kind]} for kind in MORE if words[kind]]
        self.instance.texts, self.instance.actions = texts, [*others, *self.chosen_steps(), *more]
        return super().save(commit)
