"""/status/ and /help/<language>/status/: how things stand, in the help centre's frame, also while that is closed.

A page for people, one for each incident, a feed (Atom, RFC 4287), and JSON for programs of the shop.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from shopbell.channels.brand import Brand
from shopbell.core.revalidated import revalidated
from shopbell.core.xml_page import ATOM, xml_page
from shopbell.helpcenter.centre import HelpCentre, centre_in, speak
from shopbell.helpcenter.frame import frame_with
from shopbell.helpcenter.reading import Reader
from shopbell.promises.business_hours import shop_zone

from ..announcement import Announcement
from ..incident import Incident, IncidentUpdate, Kind, said_in
from ..known import next_words
from ..reading import PAST, Shown, shown, shown_parts

NEWEST = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """/status/ leads to the language that the browser asks for."""
    answer = redirect("status", HelpCentre.current().nearest(translation.get_language() or ""))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def status(request: HttpRequest, language: str) -> HttpResponse:
    centre, now, zone = centre_in(language), timezone.now(), shop_zone()
    chain, incidents = centre.chain(language), Incident.objects
    context = {
        "running": shown(incidents.running(now), chain, now),
        "planned": shown(incidents.planned(now), chain, now),
        "past": shown(incidents.past(now)[:PAST], chain, now),
        "parts": shown_parts(chain, now, zone),
        "has_news": Announcement.objects.shown(now).exists(),
    }
    with timezone.override(zone):
        return page_in(request, "status/status.html", centre, language, ("status",), context)


@require_safe
def incident(request: HttpRequest, language: str, incident_id: int) -> HttpResponse:
    centre, now = centre_in(language), timezone.now()
    found = shown(Incident.objects.filter(pk=incident_id), centre.chain(language), now)
    if not found:
        raise Http404
    with timezone.override(shop_zone()):
        here = ("status-incident", incident_id)
        titles = found[0].incident.titles
        context = {
            "each": found[0],
            "is_over": found[0].incident.is_over(now),
            "spoken": {
                code: reverse("status-incident", args=[code, incident_id])
                for code in centre.languages if titles.get(code)
            },
        }  # fmt: skip
        return page_in(request, "status/incident.html", centre, language, here, context)


@require_safe
def feed(request: HttpRequest, language: str) -> HttpResponse:
    centre = centre_in(language)
    chain = centre.chain(language)
    updates = IncidentUpdate.objects.select_related("incident")[:NEWEST]
    context = {
        "brand": Brand.current(),
        "language": language,
        "entries": [
            (each, said_in(each.incident.titles, chain), said_in(each.texts, chain), _address(request, language, each))
            for each in updates
        ],
        "address": request.build_absolute_uri(),
        "home": request.build_absolute_uri(reverse("status", args=[language])),
    }  # fmt: skip
    return revalidated(request, xml_page(request, "status/feed.xml", context, ATOM))


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """/status/current.json: how things stand now, for the shop's own pages."""
    centre, now = HelpCentre.current(), timezone.now()
    asked = request.GET.get("language", "")
    language = asked if asked in centre.languages else centre.language
    speak(language)
    chain = centre.chain(language)
    answer = JsonResponse({
        "language": language,
        "parts": [
            {"part": each.part.slug, "name": each.name, "trouble": each.kind, "uptime_90_days": round(each.share, 6)}
            for each in shown_parts(chain, now, shop_zone())
        ],
        "running": [_told(each, request, language) for each in shown(Incident.objects.running(now), chain, now)],
        "planned": [_told(each, request, language) for each in shown(Incident.objects.planned(now), chain, now)],
    })  # fmt: skip
    answer.headers["Access-Control-Allow-Origin"] = "*"  # nothing in it that the page does not tell everybody
    return revalidated(request, answer)


def _told(each: Shown, request: HttpRequest, language: str) -> dict[str, Any]:
    incident = each.incident
    return {
        "id": incident.pk,
        "kind": incident.kind,
        "state": incident.state,
        "title": each.title,
        "text": each.newest.text if each.updates else "",
        "parts": [part.slug for part in incident.parts.all()],
        "starts_at": incident.starts_at,
        "ends_at": incident.ends_at,
        "next_news_at": incident.next_news_at,
        "address": request.build_absolute_uri(reverse("status-incident", args=[language, incident.pk])),
    }


def _address(request: HttpRequest, language: str, update: IncidentUpdate) -> str:
    page = reverse("status-incident", args=[language, update.incident_id])
    return request.build_absolute_uri(f"{page}#update-{update.pk}")


def page_in(
    request: HttpRequest,
    template: str,
    centre: HelpCentre,
    language: str,
    here: tuple[Any, ...],
    context: dict[str, Any],
) -> HttpResponse:
    """`here` is the name of this address, and what it needs after the language."""
    name, *rest = here
    tongues = [(code, own, reverse(name, args=[code, *rest])) for code, own in centre.spoken()]
    is_agent = request.user.is_authenticated
    frame = frame_with(centre, Reader(language, is_agent=is_agent), tongues) | {"troubles": []}
    given = frame | {"kinds": dict(Kind.choices), "next_words": next_words, **context}
    answer = render(request, template, given)
    answer.headers["Content-Language"] = language
    return revalidated(request, answer, is_public=not is_agent)
