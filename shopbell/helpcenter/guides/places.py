"""Where something is done that a guide ends in: pages of the shop that have a name, or any address.

A floor above that has such a page (a shopper's own orders) adds it to `PLACES` when it starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.shop.policies.page import PAGES, pages_at

from ..body import OWN_PAGE, WEB

POLICY = "policy:"


@dataclass(frozen=True)
class Place:
    label: Any
    address: Callable[[str], str]  # in a language


PLACES: dict[str, Place] = {
    "portal": Place(_("Your orders and questions"), lambda language: f"{reverse('portal')}?lang={language}")
}


def places() -> dict[str, str]:
    """Name and label of each page that may be chosen now: those of other floors, and what the policies say."""
    policies = {POLICY + page.slug: str(page.title) for page in pages_at(timezone.now())}
    return {name: str(place.label) for name, place in PLACES.items()} | policies


def is_place(name: str) -> bool:
    return name in PLACES or _page_of(name) in PAGES or bool(WEB.match(name) or OWN_PAGE.match(name))


def address_of(name: str, language: str) -> str:
    """Where `name` leads a reader of `language`; empty when it leads nowhere."""
    if name in PLACES:
        return PLACES[name].address(language)
    if _page_of(name) in PAGES:
        return reverse("help-policy", args=[language, _page_of(name)])
    return name if is_place(name) else ""


def _page_of(name: str) -> str:
    return name.removeprefix(POLICY) if name.startswith(POLICY) else ""
