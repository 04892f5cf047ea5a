"""Segments on the settings pages: a name, and who belongs to it in the language of filters."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.urls import URLPattern
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe
from shopbell.tickets.filter.query import counts_of
from shopbell.tickets.filter.shown import shown
from shopbell.tickets.filter.written import ConditionsField

from .query import CUSTOMER_FIELDS
from .segment import MOST, Segment, members_of, whole_shop

MOST_COUNTED = 10_000


class SegmentForm(forms.ModelForm):
    text = ConditionsField(
        name="segments",
        label=_("Who belongs to it"),
        help_text=_(
            "Conditions that must all be true, such as: spent:>500 orders:>=3 country:DE -has:open-ticket."
        ),
    )

    class Meta:
        model = Segment
        fields = ["name", "text", "position"]
        help_texts = {
            "name": _("What agents read beside a customer: VIP."),
            "position": _("Smaller numbers come first."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["text"] = self.instance.text

    def clean_text(self) -> str:
        try:
            self.instance.keep(self.cleaned_data["text"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None
        return self.cleaned_data["text"]

    def clean(self) -> dict:
        if not self.instance.pk and Segment.objects.count() >= MOST:
            raise ValidationError(
                _t("A desk has up to %(count)s segments. Delete one first.") % {"count": MOST}
            )
        return super().clean() or {}


def _sizes(segments: Sequence[Segment]) -> list[str]:
    """How many are in each, in one query."""
    counts = counts_of([members_of(segment) for segment in segments], most=MOST_COUNTED + 1)
    return [f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count) for count in counts]


describe(
    Segment,
    shown={"conditions": lambda conditions: Segment(conditions=conditions).text},
)

SEGMENTS: list[URLPattern] = settings_pages(
    Segment,
    door=agent_view(Permission.CUSTOMER_SEGMENT),
    form=SegmentForm,
    group="people",
    icon="users-round",
    label=_("Segments"),
    new=_("New segment"),
    lead=_(
        "Groups that customers are in by what is known of them, such as VIP. Tickets can be filtered by them."
    ),
    empty=_("No segment yet. Make one of whoever you would treat differently."),
    columns=[
        Column(_("Who belongs to it"), lambda segment: shown(segment.filter, whole_shop(), CUSTOMER_FIELDS)),
        Column(_("Customers"), is_number=True, cells=_sizes),
    ],
)
