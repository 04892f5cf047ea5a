"""In which languages shoppers' pages are written: a floor above knows, and puts itself in here."""

from collections.abc import Callable

SPOKEN: list[Callable[[], list[tuple[str, str]]]] = []  # code and own name of each, the first one first


def page_languages() -> list[tuple[str, str]]:
    return [each for spoken in SPOKEN for each in spoken()]
