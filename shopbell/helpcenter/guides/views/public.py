"""/help/<language>/guides/<slug>/<way>/: a guide as its readers see it, a step a page, without scripts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shopbell.channels.offered import Named
from shopbell.core.revalidated import revalidated

from ...addressed import found_at
from ...centre import HelpCentre
from ...met_before import note_met
from ...picture_size import first_picture
from ...reading import Reader
from ...structured import crumbs_of
from ...views.public import address_of, film_asked, frame, let_play, reader_at
from ..asking import asking_from
from ..counting import BEGUN, count, is_counted
from ..guide import Guide
from ..reading import Shown, numbers_of, shown_at
from ..tree import Kind


@require_safe
def guide(request: HttpRequest, language: str, slug: str, way: str = "") -> HttpResponse:
    """An address of before leads to the one of today; a way that the guide does not know to its last step that it
    does."""
    centre, reader = reader_at(request, language)
    readable = Guide.objects.published().readable_by(is_customer=reader.is_customer, is_agent=reader.is_agent)
    found = found_at(readable.select_related("category"), slug)
    if found.slug != slug:
        return redirect(address_at(language, found.slug, way), permanent=True)
    assert found.shown  # what is published has it
    film = film_asked(request)
    shown = shown_at(found, found.shown.tree, way, centre, reader, film=film)
    if not shown:
        raise Http404
    if shown.way != way:
        return redirect(address_at(language, slug, shown.way))
    if is_counted(request) and not film:  # who asks for a film of it was counted before
        count(found, numbers_of(way)[-1] if way else BEGUN)
        note_met(
            request,
            [Named("guide", found.pk, language)],
            is_read=True,
            is_end=bool(useful_at(shown, language)),
        )
    answer = let_play(page(request, shown, centre, reader), film)
    return revalidated(request, answer, is_public=not (reader.is_agent or reader.is_customer))


def page(
    request: HttpRequest, shown: Shown, centre: HelpCentre, reader: Reader, preview: str = ""
) -> HttpResponse:
    """The page of a step. `preview` is the address of the draft's first step, below which it is walked instead."""
    slug, language = shown.guide.slug, reader.language
    here = ("help-guide-step", slug, shown.way) if shown.way else ("help-guide", slug)

    def to(way: str) -> str:
        return f"{preview}{way}/" if preview and way else preview or address_at(language, slug, way)

    category = shown.guide.category
    name = category.named_in(centre.chain(language))
    written = [code for code in centre.languages if shown.titles.get(code)]
    above = [(name.name, reverse("help-category", args=[language, category.slug]))] if name else []
    context: dict[str, Any] = {
        "crumbs": crumbs_of(request, centre, language, *above, (shown.title, address_at(language, slug, ""))),
        "shown": shown,
        "spoken": {} if shown.way else {code: address_at(code, slug, "") for code in written},
        "canonical": address_at(shown.language if shown.language in written else language, slug, ""),
        "shown_picture": first_picture(shown.html),
        "to": to,
        "category": category,
        "name": name,
        "asking": asking_from(shown, language) if shown.step.is_ending else None,
        "is_preview": bool(preview),
        "useful_address": "" if preview or reader.is_agent else useful_at(shown, language),
        "article_address": address_of(shown.article.text, language) if shown.article else "",
    }
    answer = render(request, "help/guide.html", frame(request, centre, reader, here) | context)
    answer.headers["Content-Language"] = language
    return answer


def useful_at(shown: Shown, language: str) -> str:
    """Where who has come to an end says whether it was useful; where a person is asked, nothing has helped yet."""
    version = shown.guide.shown
    if not version or not shown.step.is_ending or shown.step.kind == Kind.CONTACT:
        return ""
    place = [language, shown.guide.slug, version.number]
    if shown.way:
        return reverse("help-useful-guide-step", args=[*place, shown.way])
    return reverse("help-useful-guide", args=place)


def address_at(language: str, slug: str, way: str) -> str:
    if way:
        return reverse("help-guide-step", args=[language, slug, way])
    return reverse("help-guide", args=[language, slug])
