"""The portal among the places where shoppers help themselves."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.own_ways import OwnWay


def portal_way(_language: str) -> OwnWay:
    return OwnWay(_("Your orders and questions"), reverse("portal"))
