"""Where the shop tells what the law wants it to: privacy, imprint, terms. A floor above has these pages and puts itself
in here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class LegalPage:
    """In the reader's language."""

    name: str
    label: str
    address: str


LEGAL: list[Callable[[str], list[LegalPage]]] = []  # language of the reader → what is there to read


def legal_pages(language: str) -> list[LegalPage]:
    return [page for told in LEGAL for page in told(language)]


def privacy_page(pages: list[LegalPage]) -> LegalPage | None:
    """The one of `pages` on what the shop does with what people write; None while it says nothing."""
    return next((page for page in pages if page.name == "privacy"), None)
