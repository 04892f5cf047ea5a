"""Procedures on the settings pages: written as text, their steps drawn beside it while they are."""

from django import forms
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_pages import Column, settings_pages

from .procedure import Procedure
from .step import read_steps, write_steps


class ProcedureForm(forms.ModelForm):
    written = forms.CharField(
        label=_("Steps"),
        widget=forms.Textarea,
        help_text=_(
            "A line says what is done, more lines in which words; an empty line ends the step. “- ” begins a detail, "
            "“? ” what is to be found out, “! ” the action that does it: ! refund_order amount_cents={amount}"
        ),
    )

    class Meta:
        model = Procedure
        fields = ["name", "topic", "about", "written", "reasons", "position", "is_active"]
        widgets = {"reasons": forms.CheckboxSelectMultiple}
        help_texts = {
            "name": _("What agents choose it by, such as “Parcel lost”."),
            "topic": _("Procedures of one topic stand together in the menu."),
            "about": _("A sentence or two for whoever looks for the right one."),
            "reasons": _("It is suggested in tickets with one of these reasons."),
            "position": _("Smaller numbers come first."),
            "is_active": _("Once switched off, nobody can start it; where it is followed, it goes on."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["written"] = write_steps(self.instance.written)

    def clean_written(self) -> str:
        try:
            steps = read_steps(self.cleaned_data["written"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        self.instance.steps = [step.as_dict() for step in steps]
        return self.cleaned_data["written"]


def procedure_face(form: forms.ModelForm) -> str:
    """The steps as an agent will see them, or why they cannot be kept."""
    steps, refusal = [], ""
    try:
        steps = read_steps(str(form["written"].value() or ""))
    except Refused as error:
        refusal = str(error)
    shown = render_to_string("shop/procedure_face.html", {"steps": steps, "refusal": refusal})
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


PROCEDURES: list[URLPattern] = settings_pages(
    Procedure,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=ProcedureForm,
    icon="route",
    slug="procedures",
    label=_("Procedures"),
    new=_("New procedure"),
    lead=_("How a matter is settled, step by step. Agents follow them beside the ticket and act from there."),
    empty=_("No procedure yet. Write down how your best agent does it."),
    rows=lambda: Procedure.objects.prefetch_related("reasons"),
    columns=[
        Column(_("Topic"), lambda procedure: procedure.topic or "–"),
        Column(_("Steps"), lambda procedure: len(procedure.steps), is_number=True),
        Column(_("In use"), lambda procedure: _t("Yes") if procedure.is_active else _t("No")),
    ],
    preview=procedure_face,
)
