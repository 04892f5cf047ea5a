"""Public holidays, as the package `holidays` knows them for countries and their regions."""

from datetime import date
from functools import cache, lru_cache

import holidays
from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@cache
def _regions_by_country() -> dict[str, tuple[str, ...]]:
    listed = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(regions) for code, regions in listed.items()}


def countries() -> list[tuple[str, str]]:
    """Code (ISO 3166) and name in the reader's language of every country whose holidays are known, by name."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return sorted(((code, names.get(code, code)) for code in _regions_by_country()), key=lambda each: each[1])


@cache
def regions(country: str) -> list[tuple[str, str]]:
    """Code and own name of the parts of a country that have holidays of their own, by name."""
    codes = _regions_by_country().get(country, ())
    if not codes:
        return []
    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    names = {code: name for name, code in reversed(aliases.items())}
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda each: each[1])


def no_such_region(country: str, said: str) -> str:
    """Why `said` is none, with those that are: regions go by their own names, Bavaria is Bayern."""
    told = {"name": said[:60], "country": dict(countries()).get(country, country)}
    known = [name for _code, name in regions(country)]
    if not country:
        return _("“%(name)s” needs its country. Choose “Holidays of” first.") % told
    if not known:
        return _("No regions with holidays of their own are known of %(country)s. Leave it empty.") % told
    return _("No region of %(country)s is called “%(name)s” here. There are: %(known)s.") % {
        **told, "known": ", ".join(known),
    }  # fmt: skip


@lru_cache(maxsize=512)
def holidays_of(country: str, region: str, year: int) -> dict[date, str]:
    """The holidays of a year with their names in the country's own language, whatever the machine's is."""
    if not country:
        return {}
    own = holidays.country_holidays(country).default_language
    found = holidays.country_holidays(country, subdiv=region or None, years=year, language=own)
    return dict(sorted(found.items()))
