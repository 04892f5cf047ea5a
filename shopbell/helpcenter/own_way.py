"""The help centre among the places where shoppers help themselves before they write."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.own_ways import OwnWay

from .centre import HelpCentre


def help_way(language: str) -> OwnWay | None:
    centre = HelpCentre.current()
    if not centre.is_on:
        return None
    return OwnWay(_("Find an answer"), reverse("help-index", args=[centre.nearest(language)]))
