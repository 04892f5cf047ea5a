"""The form of business hours: a line of hours for each weekday, and days and stretches a line each."""

from copy import deepcopy
from typing import Any

from babel.dates import format_interval, get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.language import time_zones
from shopbell.channels.registry import CHANNELS
from shopbell.core.errors import Refused
from shopbell.core.reader import locale

from .business_hours import BusinessHours, InboxHours, TeamHours
from .day_lines import read_days, read_seasons, read_stretches, write_days, write_seasons, write_stretches
from .holiday import countries, no_such_region, regions
from .hours_text import Spans, read_spans, write_spans
from .rules import Rules, empty_rules, season_days

WEEKDAYS = range(7)
MOST_OF_DAY = 100  # characters of a day's hours
LINES = {"rows": 3, "spellcheck": "false", "data-autosize": ""}


class HoursForm(forms.ModelForm):
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("The zone that these hours are in."))
    country = forms.ChoiceField(
        label=_("Holidays of"), required=False, help_text=_("You are closed on its public holidays.")
    )
    region = forms.CharField(
        label=_("Region"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"list": "regions", "autocomplete": "off"}),
        help_text=_("Its name or code, where regions have holidays of their own."),
    )  # fmt: skip
    worked = forms.CharField(
        label=_("Holidays on which you answer anyway"), required=False, widget=forms.Textarea(attrs=LINES),
        help_text=_("One name per line, as the calendar shows it."),
    )  # fmt: skip
    days = forms.CharField(
        label=_("Holidays of your own"), required=False, widget=forms.Textarea(attrs=LINES),
        help_text=_("One per line: 2026-12-24 Christmas Eve. Without a year it comes every year: 12-24 Christmas Eve."),
    )  # fmt: skip
    closures = forms.CharField(
        label=_("Closed besides"), required=False, widget=forms.Textarea(attrs=LINES),
        help_text=_(
            "One per line: 2026-08-03 12:00 – 18:00 Stocktaking, or whole days: 2026-08-03 – 2026-08-14 Summer."
        ),
    )  # fmt: skip
    openings = forms.CharField(
        label=_("Open besides"), required=False, widget=forms.Textarea(attrs=LINES),
        help_text=_("One per line: 2026-11-29 10:00 – 20:00 Sunday before Christmas. It opens holidays too."),
    )  # fmt: skip
    seasons = forms.CharField(
        label=_("Seasons with other hours"), required=False, widget=forms.Textarea(attrs=LINES),
        help_text=_(
            "One per line, every year: 12-01 – 12-23 Advent: Mon–Sat 8–20; Sun 10–16. On these days the week above "
            "says nothing, its breaks included."
        ),
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "If neither has hours, those of its channel. The contact form and the customer portal are not here: what "
            "comes by them follows its team or its inbox, else the default hours."
        ),
    )

    field_order = [
        "name", "zone", *(f"day_{day}" for day in WEEKDAYS), "country", "region", "worked", "days", "closures",
        "openings", "seasons", "is_default", "teams", "inboxes", "channels",
    ]  # fmt: skip

    class Meta:
        model = BusinessHours
        fields = ["name", "is_default", "teams", "inboxes"]
        widgets = {"teams": forms.CheckboxSelectMultiple, "inboxes": forms.CheckboxSelectMultiple}
        help_texts = {
            "name": _("What you call them: Customer care, Night shift."),
            "is_default": _("For every ticket that finds no closer hours."),
            "teams": _("A ticket follows the hours of its team."),
            "inboxes": _("If its team has none, those of the inbox it came in by."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", locale=locale())
        for day in WEEKDAYS:
            field = self.fields[f"day_{day}"] = forms.CharField(
                label=names[day], required=False, max_length=MOST_OF_DAY,
                widget=forms.TextInput(attrs={"placeholder": _t("closed"), "autocomplete": "off"}),
            )  # fmt: skip
            field.is_one_of_many = True  # type: ignore[attr-defined]
        told = [_t("With a break between: 9–13, 14–18."), *map(_held_instead, self.instance.rules["seasons"])]
        self.fields[f"day_{WEEKDAYS[-1]}"].help_text = " ".join(told)
        self.order_fields(self.field_order)
        self.fields["zone"].choices = time_zones()  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "–"), *countries()]  # type: ignore[attr-defined]
        known = [(kind, channel.label) for kind, channel in CHANNELS.items() if not channel.answered_by]
        self.fields["channels"].choices = known  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.instance.rules["zone"] = timezone.get_current_timezone_name()
            self.instance.is_default = self.initial["is_default"] = not BusinessHours.objects.exists()
        self.initial = {**self._told(self.instance.rules), "channels": self.instance.channels, **self.initial}

    def _told(self, rules: Rules) -> dict[str, Any]:
        """What stands in the fields for these rules."""
        return {
            **{f"day_{day}": write_spans(rules["week"][day], locale()) for day in WEEKDAYS},
            **{name: rules[name] for name in ("zone", "country", "region")},
            "worked": "\n".join(rules["worked"]),
            "days": write_days(rules["days"]),
            "closures": write_stretches(rules["closures"]),
            "openings": write_stretches(rules["openings"]),
            "seasons": write_seasons(rules["seasons"], locale(), locale()),
        }

    def week(self) -> list[Spans]:
        """The week that stands in the fields, before it is sent the one that a link proposes.

        A link may say anything: what no field would take is not read, which would take long.
        """
        said = [str(self.initial[f"day_{day}"]) for day in WEEKDAYS]
        if self.is_bound or max(map(len, said)) > MOST_OF_DAY:
            return self.instance.rules["week"]
        try:
            return [read_spans(each) for each in said]
        except Refused:
            return self.instance.rules["week"]

    def clean_region(self) -> str:
        """The code, or the name that it goes by."""
        said, country = self.cleaned_data["region"].strip(), self.cleaned_data.get("country", "")
        known = {word.casefold(): code for code, name in regions(country) for word in (code, name)}
        if said and said.casefold() not in known:
            raise ValidationError(no_such_region(country, said))
        return known[said.casefold()] if said else ""

    def clean_teams(self):
        return self._free("teams", TeamHours, "team")

    def clean_inboxes(self):
        return self._free("inboxes", InboxHours, "inbox")

    def _free(self, name: str, kept: type, column: str):
        rows = kept.objects.filter(**{f"{column}__in": self.cleaned_data[name]})  # type: ignore[attr-defined]
        other = rows.exclude(business_hours=self.instance.pk).select_related("business_hours", column).first()
        if other:
            raise ValidationError(
                _t("%(who)s already uses “%(name)s”. Remove it there first.")
                % {"who": getattr(other, column), "name": other.business_hours}
            )
        return self.cleaned_data[name]

    def clean(self) -> dict:
        given = super().clean() or {}
        rules = deepcopy(empty_rules())
        rules["week"] = [self._read(f"day_{day}", read_spans) or [] for day in WEEKDAYS]
        rules |= {name: given.get(name) or rules[name] for name in ("zone", "country", "region")}
        rules["worked"] = [line.strip() for line in given.get("worked", "").splitlines() if line.strip()]
        rules["days"] = self._read("days", read_days) or []
        rules["closures"] = self._read("closures", read_stretches) or []
        rules["openings"] = self._read("openings", read_stretches) or []
        rules["seasons"] = self._read("seasons", lambda text: read_seasons(text, locale())) or []
        self.instance.rules, self.instance.channels = rules, given.get("channels", [])
        return given

    def _read(self, name: str, reader: Any) -> Any:
        try:
            return reader(self.cleaned_data.get(name, ""))
        except Refused as refusal:
            self.add_error(name, str(refusal))
            return None


def _held_instead(season: Rules) -> str:
    """Of a season, on which days the week says nothing."""
    first, last = season_days(season)
    days = format_interval(first, last, "MMMd", locale=locale())
    if not season["name"]:
        return _t("On %(days)s a season below holds instead.") % {"days": days}
    return _t("On %(days)s “%(season)s” below holds instead.") % {"days": days, "season": season["name"]}
