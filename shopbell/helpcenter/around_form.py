"""The contact form on the page of all ways to reach us: it comes back there, and there it is thanked for."""

from urllib.parse import urlencode

from django.urls import reverse

from shopbell.channels.form.around import Around

from .centre import HelpCentre

HELP = Around(
    form=lambda language, typed: f"{_at(language)}?{urlencode(typed)}#write",
    thanks=lambda language, signed: reverse("help-contact-thanks", args=[_nearest(language), signed]),
)


def _at(language: str) -> str:
    return reverse("help-contact", args=[_nearest(language)])


def _nearest(language: str) -> str:
    return HelpCentre.current().nearest(language)
