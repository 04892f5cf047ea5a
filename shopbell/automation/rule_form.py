"""A rule on the settings pages: its conditions as in the lists, the customer's words, and the steps, chosen."""

from typing import Any

from babel.dates import get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.length import uncut_lines
from shopbell.core.reader import locale
from shopbell.tickets.filter.written import ConditionsField
from shopbell.tickets.macro import Macro
from shopbell.tickets.macro_text import refuse_unknown_names
from shopbell.tickets.step_form import OURS, StepForm
from shopbell.tickets.tag import Tag

from .answering import WITHOUT
from .occasion import OCCASIONS
from .rule import MOST_LETTERS, MOST_WORDS
from .rule_step import ANSWER_WHERE_READ, WEBHOOK
from .schedule import Schedule
from .step_fault import MOST_CHARACTERS
from .trigger import Trigger
from .webhook import Webhook

WHICH = ["occasions", "since", "after_hours", "days", "at", "text", "spoken", "hours"]  # tickets it acts on
FIRST = ["name", "is_on", *WHICH]  # the steps follow
OWN = {"untag", "answer", ANSWER_WHERE_READ, "note", WEBHOOK}


class RuleForm(StepForm):
    text = ConditionsField(
        name="rules", label=_("Conditions"), required=False,
        help_text=_(
            "As in the search of a list, all of which must be true: status:open channel:email -tag:vip. Empty: every "
            "ticket."
        ),
    )  # fmt: skip
    spoken = forms.CharField(
        label=_("Words of the customer"), required=False, widget=forms.Textarea,
        help_text=_("One word or phrase a line; one of them must stand in what they wrote last. Empty: any words."),
    )  # fmt: skip
    answer = forms.ModelChoiceField(
        Macro.objects.all(), label=_("Answers with the macro"), required=False,
        help_text=_(
            "Its words alone, in the customer's language, marked as automatic. Never to a program; the customer still "
            "waits for a person."
        ),
    )  # fmt: skip
    goes_on = forms.BooleanField(
        label=_("Does the rest even where nobody would read the answer"), required=False,
        help_text=_(
            "A program, a list or a no-reply address gets no answer. Without this the rule then does nothing at all."
        ),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Adds the note"), required=False, max_length=MOST_CHARACTERS, widget=forms.Textarea,
        help_text=_("Whoever is named behind an @ is called: @Ada Moreau."),
    )  # fmt: skip
    webhook = forms.ModelChoiceField(
        Webhook.objects.all(),
        label=_("Calls the webhook"),
        required=False,
        help_text=_("It is told of the ticket as it is then. Webhooks are settings of their own."),
    )
    untag = forms.ModelMultipleChoiceField(
        Tag.objects.all(),
        label=_("Removes tags"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those the ticket does not have change nothing."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.show_steps([step for step in self.instance.steps if step["do"] != "untag"])
        self.initial["untag"] = [step["to"] for step in self.instance.steps if step["do"] == "untag"]
        for step in self.instance.steps:
            if step["do"] == ANSWER_WHERE_READ:
                self.initial.update(answer=step["to"], goes_on=True)
        self.initial["spoken"] = "\n".join(self.instance.words)
        if self.instance.conditions:
            self.initial["text"] = self.instance.text
        self.order_fields([*FIRST, "answer", "goes_on", "note", "webhook", "tags", "untag"])

    def clean_text(self) -> str:
        try:
            self.instance.keep(self.cleaned_data["text"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None
        return self.cleaned_data["text"]

    def clean_spoken(self) -> str:
        spoken = self.cleaned_data["spoken"]
        self.instance.words = uncut_lines(spoken, most_lines=MOST_WORDS, most=MOST_LETTERS)
        return "\n".join(self.instance.words)

    def clean_answer(self) -> Macro | None:
        macro = self.cleaned_data["answer"]
        if macro:
            refuse_unfit(macro)
        return macro

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        self.instance.is_unfinished = bool(self.errors)
        if self.errors.keys() <= set(FIRST):
            self.instance.steps = self._steps(words)
        return words

    @property
    def says_which(self) -> bool:
        """Whether it can be told which tickets are meant. What a rule does, is called and waits for may come later."""
        return not self.errors.keys() & {*WHICH} - {"occasions"}

    def _steps(self, words: dict[str, Any]) -> list[dict[str, Any]]:
        others = [step for step in self.instance.steps if step["do"] not in OURS | OWN]
        own = [
            (ANSWER_WHERE_READ if words["goes_on"] else "answer", words["answer"] and words["answer"].pk),
            ("note", words["note"].strip()),
            (WEBHOOK, words["webhook"] and words["webhook"].pk),
            *(("untag", tag.pk) for tag in words["untag"]),
        ]
        answers = [{"do": kind, "to": to} for kind, to in own if to]
        return [*others, *answers, *self.chosen_steps()]  # a ticket that is closed takes no answer any more


def refuse_unfit(macro: Macro) -> None:
    """Raise ValidationError when a text of `macro` names what no rule can fill in."""
    for text in (macro.text, *macro.texts.values()):
        try:
            refuse_unknown_names(text, without=WITHOUT)
        except Refused as refusal:
            raise ValidationError(
                _t("No agent sends it, so it cannot be used here: %(why)s") % {"why": refusal}
            ) from None


class TriggerForm(RuleForm):
    occasions = forms.MultipleChoiceField(
        label=_("When"), widget=forms.CheckboxSelectMultiple, help_text=_("One of them wakes the trigger.")
    )

    class Meta:
        model = Trigger
        fields = ["name", "is_on", "occasions", "hours"]
        help_texts = {
            "name": _("What agents read in the timeline: “Angry customer first” set the priority."),
            "is_on": _("Look at what it would have done before."),
            "hours": _("By the business hours of the ticket's team, inbox or channel."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(name, each.label) for name, each in OCCASIONS.items()]
        self.fields["occasions"].choices = choices  # type: ignore[attr-defined]
        link = '<a href="#preview-title">{}</a>'
        self.fields["is_on"].help_text = format_html(link, self.fields["is_on"].help_text)

    def clean(self) -> dict[str, Any]:
        words = super().clean()
        if "occasions" in self.errors:
            self.instance.occasions = []  # those that it had are not what stands in the form
        return words


class ScheduleForm(RuleForm):
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("For a schedule by the clock, as the hour."),
    )  # fmt: skip

    class Meta:
        model = Schedule
        fields = ["name", "is_on", "since", "after_hours", "days", "at", "hours"]
        widgets = {"at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        labels = {"since": _("Counted from when"), "after_hours": _("After how many hours"), "at": _("Hour")}
        help_texts = {
            "name": _("What agents read in the timeline."),
            "is_on": _(
                "Tickets whose time had come before it was switched on, or was changed, are left alone."
            ),
            "since": _("The hours run from then on."),
            "after_hours": _("Round the clock: 72 are three days, 168 a week. It acts once on each ticket."),
            "at": _("By the clock of your default business hours."),
            "hours": _("Outside of them it waits until they begin, or end."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", locale=locale())
        self.fields["days"].choices = [(day, names[day]) for day in range(7)]  # type: ignore[attr-defined]
