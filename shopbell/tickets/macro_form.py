"""A macro on the settings pages: its text, the same in other languages, and what it does, chosen instead of written."""

from collections.abc import Callable
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.team import Team
from shopbell.core.errors import Refused

from .macro import Macro
from .macro_action import ME
from .macro_text import MAX_CHARACTERS, compile_text, refuse_unknown_names
from .reason import ContactReason
from .snooze_step import HOW_LONG
from .status import Status
from .tag import Tag
from .ticket import Priority

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "ar"]
NONE = ("", "–")
# by the kind of step that a floor above adds: its field, whose value is the target of the step
MORE: dict[str, Callable[[], forms.Field]] = {}


class MacroForm(forms.ModelForm):
    status = forms.ChoiceField(
        label=_("Sets the status"), required=False, help_text=_("When the answer is sent, as with all below.")
    )
    assign = forms.ChoiceField(
        label=_("Assigns the ticket"), required=False, help_text=_("To one agent, or to whoever sends it.")
    )
    to_team = forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Moves it to the team"),
        required=False,
        help_text=_("It then waits in their queue."),
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.all(),
        label=_("Adds tags"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those the ticket already has stay."),
    )
    priority = forms.ChoiceField(
        label=_("Sets the priority"), required=False, help_text=_("How urgent it is for the queue.")
    )
    reason = forms.ModelChoiceField(
        ContactReason.objects.filter(is_active=True),
        label=_("Sets the contact reason"),
        required=False,
        help_text=_("What it was about after all."),
    )

    snooze = forms.ChoiceField(
        label=_("Snoozes it"),
        required=False,
        help_text=_("It is out of the queues until then, or until the customer writes."),
    )

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
        fields: dict[str, Any] = self.fields
        fields["status"].choices = [NONE, *((s.value, s.label) for s in Status if s != Status.NEW)]
        fields["priority"].choices = [NONE, *((str(p.value), p.label) for p in Priority)]
        people = ((str(agent.pk), str(agent)) for agent in Agent.objects.filter(is_active=True))
        fields["assign"].choices = [NONE, (ME, _("whoever sends it")), *people]
        fields["snooze"].choices = [NONE, *((key, words) for key, (_time, words) in HOW_LONG.items())]
        fields |= {kind: make() for kind, make in MORE.items()}
        for step in self.instance.actions:
            self._show(step)
        for code in LANGUAGES:
            name = Locale.parse(code).get_display_name((get_language() or "en").replace("-", "_")[:2]) or code
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text for %(language)s") % {"language": name},
                required=False,
                max_length=MAX_CHARACTERS,
                widget=forms.Textarea(attrs={"lang": code, "dir": "auto"}),
                initial=self.instance.texts.get(code, ""),
            )

    def _show(self, step: dict[str, Any]) -> None:
        name = {"team": "to_team", "tag": "tags"}.get(step["do"], step["do"])
        if name == "tags":
            self.initial.setdefault("tags", []).append(step["to"])
        elif name in self.fields:
            self.initial[name] = step["to"]

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
        self.instance.texts, self.instance.actions = texts, [*others, *self._steps(words)]
        return super().save(commit)

    def _steps(self, words: dict[str, Any]) -> list[dict[str, Any]]:
        chosen = words["assign"]
        steps = [
            ("assign", int(chosen) if chosen.isdecimal() else chosen),
            ("team", words["to_team"] and words["to_team"].pk),
            *(("tag", tag.pk) for tag in words["tags"]),
            ("priority", words["priority"] and int(words["priority"])),
            ("reason", words["reason"] and words["reason"].pk),
            ("status", words["status"]),
            ("snooze", words["snooze"]),
            *((kind, words[kind]) for kind in MORE),
        ]
        return [{"do": kind, "to": to} for kind, to in steps if to]


OURS = {"status", "assign", "team", "tag", "priority", "reason", "snooze"}
