"""Business hours on the settings pages, with the weeks that come drawn beside them."""

from typing import Any

from babel.dates import get_day_names
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.channels.registry import CHANNELS
from shopbell.core.reader import locale
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import Facet, describe, many

from .business_hours import BusinessHours
from .day_lines import write_days, write_seasons, write_stretches
from .hours_face import hours_face
from .hours_form import HoursForm
from .hours_picture import face_below
from .hours_text import write_spans, write_week


def _rule(key: str, label: Any, show: Any = str) -> Facet:
    """One part of the rules, told and put back by itself."""

    def write(row: BusinessHours, value: Any) -> None:
        row.rules = {**row.rules, key: value}

    return Facet(f"rules.{key}", label, lambda row: row.rules[key], show, write)


def _spans(spans: Any) -> str:
    return write_spans(spans, locale())


def _weekday(day: int) -> Facet:
    def write(row: BusinessHours, spans: Any) -> None:
        week = [*row.rules["week"]]
        week[day] = spans
        row.rules = {**row.rules, "week": week}

    name = lazy(lambda: get_day_names("wide", locale=locale())[day], str)()
    return Facet(f"week.{day}", name, lambda row: row.rules["week"][day], _spans, write)


describe(
    BusinessHours,
    only=["name", "is_default", "channels"],
    more=[
        _rule("zone", _("Time zone")),
        *map(_weekday, range(7)),
        _rule("country", _("Holidays of")),
        _rule("region", _("Region")),
        _rule("worked", _("Holidays on which you answer anyway"), ", ".join),
        _rule("days", _("Holidays of your own"), write_days),
        _rule("closures", _("Closed besides"), write_stretches),
        _rule("openings", _("Open besides"), write_stretches),
        _rule(
            "seasons",
            _("Seasons with other hours"),
            lambda seasons: write_seasons(seasons, locale(), locale()),
        ),
        many(BusinessHours, "teams"),
        many(BusinessHours, "inboxes"),
    ],
)


def _kept_by(row: BusinessHours) -> str:
    names = [
        *([_t("Everything else")] if row.is_default else []),
        *(str(CHANNELS[kind].label) for kind in row.channels if kind in CHANNELS),
        *map(str, row.teams.all()),
        *map(str, row.inboxes.all()),
    ]
    return ", ".join(names) or _t("Nothing yet")


HOURS: list[URLPattern] = settings_pages(
    BusinessHours,
    door=agent_view(Permission.GOALS_MANAGE),
    form=HoursForm,
    group="shop",
    icon="clock",
    slug="hours",
    label=_("Business hours"),
    new=_("New business hours"),
    lead=_("When somebody answers, with holidays and seasons. Shoppers see when you open again."),
    empty=_("No hours yet: the desk counts as always open, and shoppers are told nothing."),
    rows=lambda: BusinessHours.objects.prefetch_related("teams", "inboxes"),
    columns=[
        Column(_("Week"), lambda row: write_week(row.rules["week"], locale(), locale()) or _t("closed")),
        Column(_("Used for"), _kept_by),
    ],
    preview=lambda form: hours_face(form),
    below=lambda request, row: face_below(row, timezone.now()),
    proposed=[f"day_{day}" for day in range(7)],
)
