"""/help/<language>/useful/…/: whether a version of an article, a guide or a policy helped. A vote, then a sentence if
the reader likes.

Nothing here needs a script. The page that asks is alike for everybody, so what this reader said stands here.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Forbidden
from shopbell.core.rate import count_address
from shopbell.shop.policies.page import PAGES, number_of

from ..article_text import ArticleVersion
from ..centre import HelpCentre, centre_in
from ..crawler import is_crawler
from ..guides.guide import Guide
from ..guides.reading import numbers_of, way_of
from ..guides.tree import Kind, language_of, said
from ..guides.views.public import address_at as guide_address
from ..legal import told_pages
from ..reading import Reader
from ..vote import MOST_SENTENCE, GuideSaid, PolicySaid, Votable, cast_vote, name_of, vote_of
from .public import address_of, frame, reader_at

COOKIE, DAYS = "shopbell_reader", 60
A_VERSION_IN_AN_HOUR, AN_HOUR = 10, 60  # of one network


@dataclass(frozen=True)
class Asked:
    """What a reader is asked about: it, what it is called, in which language, and where it is read."""

    on: Votable
    title: str
    language: str
    back: str
    back_words: str
    is_guide: bool = False  # one vote, at whichever of its ends


@csrf_exempt  # nobody is signed in; another page is told by Sec-Fetch-Site, and its browser sends no key of ours
@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, language: str, article_id: int, written: str, number: int) -> HttpResponse:
    centre, reader = reader_at(request, language)
    version = _version(reader, article_id, written, number)
    asked = Asked(
        version, version.title, version.language, address_of(version, language), _("Back to the article")
    )
    return _answer(request, centre, reader, asked, ("help-useful", article_id, written, number))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, language: str, slug: str, number: int, way: str = "") -> HttpResponse:
    """The same at an end of a guide that asks, to which `way` leads: the vote is on the guide."""
    centre, reader = reader_at(request, language)
    readable = Guide.objects.published().readable_by(is_customer=reader.is_customer, is_agent=reader.is_agent)
    found = get_object_or_404(readable, slug=slug, versions__number=number)
    version = found.versions.get(number=number)
    end, taken = version.tree.walk(numbers_of(way))
    is_there = way == way_of(choice.id for _step, choice in taken)
    if not is_there or not end or not end.is_ending or end.kind == Kind.CONTACT:
        raise Http404
    chain = [*centre.chain(language), found.language]
    written = language_of(version.tree.title, chain)
    asked = Asked(
        GuideSaid(version, written, end.id), said(version.tree.title, chain), written,
        guide_address(language, slug, way), _("Back to the guide"), is_guide=True,
    )  # fmt: skip
    here = ("help-useful-guide-step", slug, number, way) if way else ("help-useful-guide", slug, number)
    return _answer(request, centre, reader, asked, here)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, language: str, policy_page: str) -> HttpResponse:
    """The same of a page of the policies, which is open while the help centre is closed."""
    centre = centre_in(language)
    shown = PAGES.get(policy_page)
    if not shown or shown not in told_pages():
        raise Http404
    back = reverse("help-policy", args=[language, policy_page])
    asked = Asked(
        PolicySaid(number_of(shown), language), str(shown.title), language, back, _("Back to the policy")
    )
    reader = Reader(language, is_agent=request.user.is_authenticated)
    return _answer(request, centre, reader, asked, ("help-useful-policy", policy_page))


def _answer(
    request: HttpRequest, centre: HelpCentre, reader: Reader, asked: Asked, here: tuple[Any, ...]
) -> HttpResponse:
    if reader.is_agent:  # an agent is no reader: their votes would drown those of shoppers
        return redirect(asked.back)
    if request.method == "POST":
        return _vote(request, asked.on)
    context = {"asked": asked, "vote": vote_of(asked.on, _key(request)), "most": MOST_SENTENCE}
    answer = render(request, "help/useful.html", frame(request, centre, reader, here) | context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _version(reader: Reader, article_id: int, written: str, number: int) -> ArticleVersion:
    """The version, of an article that the reader may read and that is published in its language."""
    version = (
        ArticleVersion.objects.filter(
            article__in=reader.articles(), article_id=article_id, language=written, number=number,
            article__texts__language=written,
        )
        .defer("body")
        .first()
    )  # fmt: skip
    if not version:
        raise Http404
    return version


def _vote(request: HttpRequest, on: Votable) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forbidden
    count_address("useful", request, limit=AN_HOUR, seconds=3600)
    count_address(f"useful {name_of(on)}", request, limit=A_VERSION_IN_AN_HOUR, seconds=3600)
    answer = redirect(request.path)
    if request.POST.get("useful") not in ("yes", "no") or is_crawler(request):
        return answer
    key = _key(request) or secrets.token_urlsafe(24)
    is_useful = request.POST["useful"] == "yes"
    cast_vote(on, key, is_useful=is_useful, sentence=request.POST.get("sentence"))
    answer.set_cookie(
        COOKIE, key, max_age=DAYS * 86_400, path="/help/", httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
    return answer


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:64]
