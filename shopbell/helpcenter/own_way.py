"""The help centre among the places where shoppers help themselves before they write, and its page on privacy."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.own_ways import OwnWay
from shopbell.shop.policies.page import pages_at

from .centre import HelpCentre


def help_way(language: str) -> OwnWay | None:
    centre = HelpCentre.current()
    if not centre.is_on:
        return None
    return OwnWay(_("Find an answer"), reverse("help-index", args=[centre.nearest(language)]))


def privacy_way(language: str) -> OwnWay | None:
    """The policy on privacy, which is read while the centre is closed too."""
    page = next((each for each in pages_at(timezone.now()) if each.slug == "privacy"), None)
    if page is None:
        return None
    return OwnWay(
        str(page.title), reverse("help-policy", args=[HelpCentre.current().nearest(language), page.slug])
    )
