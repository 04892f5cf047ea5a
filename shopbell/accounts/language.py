"""Languages and zones an agent may choose: those the desk speaks, and every zone there is."""

import zoneinfo
from functools import cache

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info


def languages() -> list[tuple[str, str]]:
    """Code and own name of each language the pages are written in."""
    return [(code, capfirst(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


@cache
def time_zones() -> list[tuple[str, str]]:
    """Every zone of the world by its place, those of no place left out but UTC."""
    places = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]
