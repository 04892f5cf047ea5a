"""The form of a goal policy: for which tickets it holds, and how long each of its goals may take."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.tickets.filter.written import ConditionsField

from .duration import read_duration, write_duration
from .goal import Counts, Goal
from .goal_default import name_said
from .goal_policy import GoalPolicy
from .goal_text import keep_text, text_of

TIME = {"autocomplete": "off", "spellcheck": "false", "size": 12}


def column_of(goal: Goal) -> str:
    """The column of a policy that holds the seconds of a goal."""
    return f"{goal.value}_seconds"


def seconds_of(policy: GoalPolicy, goal: Goal) -> int:
    return getattr(policy, column_of(goal)) or 0


def time_of(policy: GoalPolicy, goal: Goal) -> str:
    """How long a goal of `policy` may take, as people write it; empty for no such goal."""
    return write_duration(seconds_of(policy, goal), in_days=policy.counts == Counts.ALWAYS)


def _time(label, help_text) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=40, widget=forms.TextInput(attrs=TIME), help_text=help_text
    )


class GoalForm(forms.ModelForm):
    text = ConditionsField(
        name="goals",
        label=_("For which tickets"),
        required=False,
        help_text=_(
            "Conditions that must all be true, such as: channel:chat -priority:low, or complexity:complex. Empty: "
            "every ticket."
        ),
    )
    first_reply = _time(_("First reply within"), _("Such as 60 s, 2 min, 4 h or 2 d. Empty: no such goal."))
    next_reply = _time(
        _("Next reply within"),
        _("Of each message that comes after your first answer, until you answer again."),
    )
    solve = _time(
        _("Solved within"), _("Time in which the customer or somebody else has their turn does not count.")
    )

    field_order = [
        "name", "text", "first_reply", "next_reply", "solve", "counts", "warn_percent", "position", "is_on"
    ]  # fmt: skip

    class Meta:
        model = GoalPolicy
        fields = ["name", "counts", "warn_percent", "position", "is_on"]
        help_texts = {
            "name": _("What agents read beside a promise: Chat, Wholesale."),
            "counts": _(
                "Which hours hold is chosen by team, inbox and channel, under Business hours. While only they count, "
                "2 d are 48 open hours."
            ),
            "warn_percent": _("A promise is at risk when so much of its time is used, in percent."),
            "position": _("Smaller numbers come first: the first policy that fits a ticket holds for it."),
            "is_on": _("A policy that is off promises nothing; the next one that fits does."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial_name = self.instance.name
        told = {goal.value: time_of(self.instance, goal) for goal in Goal}
        self.initial = {**told, "text": text_of(self.instance), **self.initial}
        if self.instance.pk:
            self.initial["name"] = str(self.instance)

    def clean_name(self) -> str:
        """One that was left as it reads in this language is no other."""
        name = self.cleaned_data["name"]
        return self.initial_name if name == name_said(self.initial_name) else name

    def clean_text(self) -> str:
        try:
            keep_text(self.instance, self.cleaned_data["text"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None
        return self.cleaned_data["text"]

    def clean(self) -> dict:
        given = super().clean() or {}
        for goal in Goal:
            try:
                seconds = read_duration(given.get(goal.value, ""))
                column: Any = GoalPolicy._meta.get_field(column_of(goal))
                setattr(self.instance, column.name, column.clean(seconds, self.instance))
            except Refused as refusal:
                self.add_error(goal.value, str(refusal))
            except ValidationError as error:
                self.add_error(goal.value, error)
        return given
