"""Steps on a settings form, chosen instead of written: those of a macro, and of a rule that runs by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.team import Team

from .macro_action import ME
from .reason import ContactReason
from .snooze_step import HOW_LONG
from .status import Status
from .tag import Tag
from .ticket import Priority

NONE = ("", "–")
OURS = {"status", "assign", "team", "tag", "priority", "reason", "snooze"}
NAMES = {"team": "to_team", "tag": "tags"}  # of the fields, where the kind of the step is another word


class StepForm(forms.ModelForm):
    """The fields of the steps. `steps` are those that stand in them first; `chosen_steps` those that were chosen."""

    takes_me = False  # whether a ticket can be given to whoever does it

    status = forms.ChoiceField(
        label=_("Sets the status"), required=False, help_text=_("What the ticket is from then on.")
    )
    assign = forms.ChoiceField(label=_("Assigns the ticket"), required=False, help_text=_("To one agent."))
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

    def show_steps(self, steps: list[dict[str, Any]]) -> None:
        """Offer what there is to choose, with `steps` chosen."""
        fields: dict[str, Any] = self.fields
        fields["status"].choices = [NONE, *((s.value, s.label) for s in Status if s != Status.NEW)]
        fields["priority"].choices = [NONE, *((str(p.value), p.label) for p in Priority)]
        me = [(ME, _("whoever sends it"))] if self.takes_me else []
        people = ((str(agent.pk), str(agent)) for agent in Agent.objects.filter(is_active=True))
        fields["assign"].choices = [NONE, *me, *people]
        fields["snooze"].choices = [NONE, *((key, words) for key, (_time, words) in HOW_LONG.items())]
        for step in steps:
            name = NAMES.get(step["do"], step["do"])
            if name == "tags":
                self.initial.setdefault("tags", []).append(step["to"])
            elif name in self.fields:
                self.initial[name] = step["to"]

    def chosen_steps(self) -> list[dict[str, Any]]:
        words = self.cleaned_data
        chosen = words["assign"]
        steps = [
            ("assign", int(chosen) if chosen.isdecimal() else chosen),
            ("team", words["to_team"] and words["to_team"].pk),
            *(("tag", tag.pk) for tag in words["tags"]),
            ("priority", words["priority"] and int(words["priority"])),
            ("reason", words["reason"] and words["reason"].pk),
            ("status", words["status"]),
            ("snooze", words["snooze"]),
        ]
        return [{"do": kind, "to": to} for kind, to in steps if to]
