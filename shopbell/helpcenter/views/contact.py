"""/help/<language>/contact/: every way to reach the shop, each with its hours and its time to an answer, and the form
itself where there is one. It stays open while the help centre is closed: nobody is hidden from who wants to ask.

/contact/ is the address for a shop's own pages: it leads to the reader's language, and takes along what fills in a form
(`?text=…&order_number=…&topic=`).
"""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.channels.accent import ink_on
from shopbell.channels.doors import Door
from shopbell.channels.form.come_back import CAME_BACK
from shopbell.channels.form.shown import form_asked
from shopbell.channels.form.thanking import thanks_for
from shopbell.channels.form.topics import topics_at
from shopbell.channels.inbox import Inbox
from shopbell.channels.own_ways import own_ways
from shopbell.core.revalidated import revalidated
from shopbell.tickets.reason_names import name_for_shoppers

from ..centre import HelpCentre, centre_in
from ..reading import Reader
from ..structured import crumbs_of
from .public import frame


@require_safe
def contact(request: HttpRequest, language: str) -> HttpResponse:
    centre = centre_in(language)
    forms = list(_forms())
    context = {
        "crumbs": crumbs_of(request, centre, language, (_("Contact"), request.path)),
        "ways": own_ways(language),
        **(_form(request, forms[0], language) if len(forms) == 1 else {"forms": _topics(forms, language)}),
    }
    shown = frame(request, centre, Reader(language), ("help-contact",)) | context
    if "form" in context:
        shown["doors"] = [_down_there(door, forms[0]) for door in shown["doors"]]
        if shown["came_back"]:  # what was typed goes along into another language
            typed = urlencode({CAME_BACK: request.GET[CAME_BACK]})
            shown["tongues"] = [(code, own, f"{there}?{typed}") for code, own, there in shown["tongues"]]
    status = 422 if "form" in shown and shown["form"].errors else 200
    answer = render(request, "help/contact.html", shown, status=status)
    answer.headers["Content-Language"] = language
    if "form" in shown:  # it is begun anew for each reader, and no cache keeps it
        return answer
    return revalidated(request, answer)


@require_safe
def thanks(request: HttpRequest, language: str, signed: str) -> HttpResponse:
    """/help/<language>/contact/thanks/<signed>/: where the form of that page leads to."""
    centre = centre_in(language)
    said = thanks_for(signed, get_object_or_404(_forms()[:1]))
    here = reverse("help-contact", args=[language])
    shown = frame(request, centre, Reader(language), ("help-contact-thanks", signed)) | said | {"again": here}
    answer = render(request, "help/contact_thanks.html", shown)
    answer.headers["Content-Language"] = language
    return answer


@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """To the page in the language that is asked for (`?lang=`, the browser), or the nearest that the centre has."""
    language = HelpCentre.current().nearest(translation.get_language() or "")
    asked = request.GET.copy()
    asked.pop("lang", None)
    query = f"?{asked.urlencode()}" if asked else ""
    answer = redirect(f"{reverse('help-contact', args=[language])}{query}")
    answer.headers["Cache-Control"] = "private, no-store"  # the next reader speaks another
    return answer


def _forms() -> QuerySet[Inbox]:
    return Inbox.objects.filter(is_active=True, channel="form").order_by("pk")


def _form(request: HttpRequest, inbox: Inbox, language: str) -> dict[str, Any]:
    accent = inbox.setting("accent")
    query = f"?at=help&lang={language}"
    return form_asked(request, inbox, query=query) | {"accent": accent, "ink": ink_on(accent)}


def _down_there(door: Door, inbox: Inbox) -> Door:
    """The form that stands on the page is one step away, not one page."""
    return replace(door, address="#write") if door.inbox == inbox else door


def _topics(forms: list[Inbox], language: str) -> list[dict[str, Any]]:
    """Each form with what it may be about, and where it begins with that ticked."""
    found = []
    for inbox in forms:
        address = f"{reverse('contact', args=[inbox.public_key])}?lang={language}"
        topics = [(name_for_shoppers(each.name), f"{address}&topic={each.pk}") for each in topics_at(inbox)]
        found.append({"name": inbox.name, "address": address, "topics": topics})
    return found
