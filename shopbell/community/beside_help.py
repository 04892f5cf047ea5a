"""The community as a neighbour of the help centre: in its head, on its home, and where a search ends."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.neighbour import Neighbour

from .community import Community


def neighbour(language: str) -> Neighbour | None:
    """Where it is for a reader of `language`, in the nearest that it has; None while it is closed."""
    if not Community.current().is_on:
        return None
    language = HelpCentre.current().nearest(language)
    ask = reverse("community-ask", args=[language])
    return Neighbour(
        label=_("Community"),
        lead=_("Ask others who live with the same things, or see what they found out."),
        address=reverse("community-index", args=[language]),
        ask_label=_("Ask the community"),
        ask=f"{ask}?title=",
    )
