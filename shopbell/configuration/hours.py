"""Business hours in the configuration file, written as on their form: a text for each weekday, a line for each day."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from babel import Locale
from django.db import models
from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.channels.models import Inbox
from shopbell.channels.registry import CHANNELS
from shopbell.core.errors import Refused
from shopbell.promises.business_hours import BusinessHours, InboxHours, TeamHours
from shopbell.promises.day_lines import (
    read_days,
    read_seasons,
    read_stretches,
    write_days,
    write_seasons,
    write_stretches,
)
from shopbell.promises.holiday import countries
from shopbell.promises.hours_text import read_week, write_week
from shopbell.promises.opening import zones

from .section import Part, Section, column, find_named, names, texts

ENGLISH = Locale("en")  # of the file, whoever reads it


def _as_it_is(said: Any) -> Any:
    return said


def _rule(key: str, kind: type, tell: Callable = _as_it_is, read: Callable = _as_it_is) -> Part:
    """One part of the rules."""

    def put(row: BusinessHours, value: Any) -> None:
        row.rules = {**row.rules, key: read(value)}

    return Part(key, kind, lambda row: tell(row.rules[key]), put)


def _lines(key: str, read: Callable, write: Callable) -> Part:
    return _rule(
        key, list, lambda said: write(said).splitlines(), lambda lines: read("\n".join(texts(lines)))
    )


def _read_zone(name: str) -> str:
    if name not in zones():
        raise Refused(_t("There is no time zone “%(name)s”. Write one like Europe/Berlin.") % {"name": name})
    return name


def _read_country(code: str) -> str:
    if code and code not in dict(countries()):
        raise Refused(_t("No holidays are known of “%(name)s”. Write a country like DE.") % {"name": code})
    return code


def _put_channels(row: BusinessHours, kinds: list[str]) -> None:
    if unknown := [kind for kind in texts(kinds) if kind not in CHANNELS]:
        raise Refused(
            _t("There is no channel “%(name)s”. There are: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(CHANNELS)}
        )
    row.channels = kinds


def _kept_by(key: str, model: type[models.Model], kept: type[models.Model], column_name: str) -> Part:
    """Who keeps these hours; whoever kept others before keeps these from now on."""
    listed = names(key, model, lambda called: find_named(model, str(called)), str)

    def put(row: BusinessHours, called: list[Any]) -> None:
        found = [find_named(model, str(each)) for each in called]
        others = kept._default_manager.filter(**{f"{column_name}__in": found})
        others.exclude(business_hours=row).delete()
        listed.put(row, called)

    return replace(listed, put=put)


HOURS = Section(
    "hours",
    "settings-hours",
    BusinessHours,
    identity=("name",),
    parts=[
        column("name"),
        column("default", bool, "is_default"),
        _rule("zone", str, read=_read_zone),
        _rule("week", str, lambda week: write_week(week, ENGLISH), lambda text: read_week(text, ENGLISH)),
        _rule("country", str, read=_read_country),
        _rule("region", str),
        _rule("worked", list, read=texts),
        _lines("days", read_days, write_days),
        _lines("closures", read_stretches, write_stretches),
        _lines("openings", read_stretches, write_stretches),
        _lines(
            "seasons", lambda text: read_seasons(text, ENGLISH), lambda said: write_seasons(said, ENGLISH)
        ),
        Part("channels", list, lambda row: sorted(row.channels), _put_channels, is_set=True),
        _kept_by("teams", Team, TeamHours, "team"),
        _kept_by("inboxes", Inbox, InboxHours, "inbox"),
    ],
    rows=lambda: BusinessHours.objects.order_by("name"),
)
