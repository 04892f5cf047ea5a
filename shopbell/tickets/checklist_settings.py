"""Checklists on the settings pages."""

from django import forms
from django.urls import URLPattern
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.length import uncut_lines
from shopbell.core.settings_pages import Column, settings_pages

from .checklist import MAX_CHARACTERS, MOST, Checklist


class ChecklistForm(forms.ModelForm):
    lines = forms.CharField(
        label=_("Tasks"), widget=forms.Textarea, help_text=_("One task per line, in order.")
    )

    class Meta:
        model = Checklist
        fields = ["name", "lines", "team", "position"]
        help_texts = {
            "name": _("What agents choose it by, such as “Parcel lost”."),
            "team": _("Without a team everybody can use it."),
            "position": _("Smaller numbers come first."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["lines"] = "\n".join(self.instance.tasks)

    def clean_lines(self) -> str:
        lines = self.cleaned_data["lines"]
        self.instance.tasks = uncut_lines(lines, most_lines=MOST // 2, most=MAX_CHARACTERS)
        return "\n".join(self.instance.tasks)


CHECKLISTS: list[URLPattern] = settings_pages(
    Checklist,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=ChecklistForm,
    icon="list-checks",
    slug="checklists",
    label=_("Checklists"),
    new=_("New checklist"),
    lead=_(
        "Tasks that come together: what is done each time a parcel is lost. An agent adds them to a ticket at once."
    ),
    empty=_("No checklist yet. Write down the steps that nobody should forget."),
    rows=lambda: Checklist.objects.select_related("team"),
    columns=[
        Column(_("Tasks"), lambda checklist: len(checklist.tasks), is_number=True),
        Column(_("Team"), lambda checklist: checklist.team or _t("Everybody")),
    ],
)
