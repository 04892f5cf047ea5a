"""Custom fields on the settings pages: their form, and what a change must respect."""

from django import forms
from django.urls import URLPattern
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.length import uncut_lines
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe, many

from .field import WITH_LIST, About, CustomField
from .models import ContactReason

MOST_CHOICES = 200


class FieldForm(forms.ModelForm):
    """A field of tickets."""

    about = About.TICKET
    lines = forms.CharField(
        label=_("The list"),
        required=False,
        widget=forms.Textarea,
        help_text=_("One choice per line, for the kinds that have a list."),
    )

    class Meta:
        model = CustomField
        fields = ["name", "kind", "lines", "help", "is_required", "reasons", "teams", "position", "is_active"]
        widgets = {"reasons": forms.CheckboxSelectMultiple, "teams": forms.CheckboxSelectMultiple}
        help_texts = {
            "name": _("What agents read above it, such as “Serial number”."),
            "kind": _("What it takes: a text, a number, a date, a choice, yes or no, or a link."),
            "help": _("A sentence below it: where the number is found."),
            "is_required": _("An agent who solves a ticket without it is taken there first."),
            "reasons": _("Without any it belongs to every ticket. A reason counts for its details too."),
            "teams": _("With none, everybody sees it. Whoever may read every ticket always does."),
            "position": _("Smaller numbers come first."),
            "is_active": _("Once switched off, it is no longer shown; what tickets hold stays."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["lines"] = "\n".join(self.instance.choices)
        if "reasons" in self.fields:
            self._name_reasons()

    def _name_reasons(self) -> None:
        reasons = ContactReason.objects.select_related("parent").order_by("stage", "position", "id")
        self.fields["reasons"].queryset = reasons  # type: ignore[attr-defined]
        self.fields["reasons"].label_from_instance = lambda reason: reason.path  # type: ignore[attr-defined]

    def clean(self) -> dict:
        words = super().clean() or {}
        words["choices"] = self.instance.choices
        try:
            lines = words.get("lines", "")
            words["choices"] = uncut_lines(lines, most_lines=MOST_CHOICES, most=120)
        except forms.ValidationError as error:
            self.add_error("lines", error)
            return words
        if words.get("kind") in WITH_LIST and not words["choices"]:
            self.add_error("lines", _t("Write at least one choice."))
        return words

    def save(self, commit: bool = True) -> CustomField:
        self.instance.choices = self.cleaned_data["choices"] if self.instance.kind in WITH_LIST else []
        self.instance.about = self.about
        return super().save(commit)


class CustomerFieldForm(FieldForm):
    """A field of customers, who have no reason and are never solved."""

    about = About.CUSTOMER

    class Meta(FieldForm.Meta):
        fields = ["name", "kind", "lines", "help", "teams", "position", "is_active"]
        help_texts = FieldForm.Meta.help_texts | {
            "name": _("What agents read above it, such as “Customer number”."),
            "is_active": _("Once switched off, it is no longer shown; what customers have stays."),
        }


def _in_use_of_customers(field) -> str:
    count = field.customer_values.count()
    if not count:
        return ""
    return ngettext(
        "%(count)s customer has a value, which would be deleted too. To keep it, switch the field off instead.",
        "%(count)s customers have values, which would be deleted too. To keep them, switch the field off "
        "instead.",
        count,
    ) % {"count": count}


def _rows(about: str):
    fields = CustomField.objects.filter(about=about).prefetch_related("reasons", "teams")
    return fields.order_by("position", "name", "id")


def _in_use(field) -> str:
    count = field.values.count()
    if not count:
        return ""
    return ngettext(
        "%(count)s ticket holds a value, which would be deleted too. To keep it, switch the field off instead.",
        "%(count)s tickets hold values, which would be deleted too. To keep them, switch the field off instead.",
        count,
    ) % {"count": count}


describe(CustomField, more=[many(CustomField, "reasons"), many(CustomField, "teams")])

FIELDS: list[URLPattern] = settings_pages(
    CustomField,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=FieldForm,
    icon="text-cursor-input",
    slug="fields",
    label=_("Ticket fields"),
    new=_("New ticket field"),
    lead=_(
        "What you want to know about a ticket besides the usual: a serial number, a defect, a date of return."
    ),
    empty=_("No field yet. Add one when you ask customers the same thing again and again."),
    rows=lambda: _rows(About.TICKET),
    columns=[
        Column(_("Kind"), lambda field: field.get_kind_display()),
        Column(_("Reasons"), lambda field: ", ".join(map(str, field.reasons.all())) or _t("All")),
        Column(_("Shown to"), lambda field: ", ".join(map(str, field.teams.all())) or _t("Everybody")),
        Column(_("Needed"), lambda field: _t("Yes") if field.is_required else _t("No")),
        Column(_("In use"), lambda field: _t("Yes") if field.is_active else _t("No")),
    ],
    in_use=_in_use,
)

CUSTOMER_FIELDS: list[URLPattern] = settings_pages(
    CustomField,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=CustomerFieldForm,
    icon="id-card",
    slug="customer-fields",
    label=_("Customer fields"),
    new=_("New customer field"),
    lead=_(
        "What you want to know about a customer besides the usual: a customer number, a price list, a birthday."
    ),
    empty=_("No field yet. Add one for what agents look up elsewhere again and again."),
    rows=lambda: _rows(About.CUSTOMER),
    columns=[
        Column(_("Kind"), lambda field: field.get_kind_display()),
        Column(_("Shown to"), lambda field: ", ".join(map(str, field.teams.all())) or _t("Everybody")),
        Column(_("In use"), lambda field: _t("Yes") if field.is_active else _t("No")),
    ],
    in_use=_in_use_of_customers,
)
