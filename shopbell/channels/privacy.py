"""Where the shop tells what it does with what people write: a floor above has that page and puts itself in here."""

from collections.abc import Callable

from .own_ways import OwnWay

PRIVACY: list[
    Callable[[str], OwnWay | None]
] = []  # language of the reader → the page; None while it says nothing


def privacy_page(language: str) -> OwnWay | None:
    return next((page for find in PRIVACY if (page := find(language))), None)
