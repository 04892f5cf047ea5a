"""/help/<language>/useful/…/: whether a version of an article helped. A vote, then a sentence if the reader likes.

Nothing here needs a script. The article's own page is alike for everybody, so what this reader said stands here.
"""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Forbidden
from shopbell.core.rate import count_address

from ..article_text import ArticleVersion
from ..crawler import is_crawler
from ..reading import Reader
from ..vote import MOST_SENTENCE, cast_vote, vote_of
from .public import address_of, frame, reader_at

COOKIE, DAYS = "shopbell_reader", 60
A_VERSION_IN_AN_HOUR, AN_HOUR = 10, 60  # of one network


@csrf_exempt  # nobody is signed in; another page is told by Sec-Fetch-Site, and its browser sends no key of ours
@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, language: str, article_id: int, written: str, number: int) -> HttpResponse:
    centre, reader = reader_at(request, language)
    version = _version(reader, article_id, written, number)
    if reader.is_agent:  # an agent is no reader: their votes would drown those of shoppers
        return redirect(address_of(version, language))
    if request.method == "POST":
        return _vote(request, version)
    vote = vote_of(version, _key(request))
    here = ("help-useful", article_id, written, number)
    context = {
        "version": version,
        "vote": vote,
        "back": address_of(version, language),
        "most": MOST_SENTENCE,
    }
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


def _vote(request: HttpRequest, version: ArticleVersion) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forbidden
    count_address("useful", request, limit=AN_HOUR, seconds=3600)
    count_address(f"useful {version.pk}", request, limit=A_VERSION_IN_AN_HOUR, seconds=3600)
    answer = redirect(request.path)
    if request.POST.get("useful") not in ("yes", "no") or is_crawler(request):
        return answer
    key = _key(request) or secrets.token_urlsafe(24)
    is_useful = request.POST["useful"] == "yes"
    cast_vote(version, key, is_useful=is_useful, sentence=request.POST.get("sentence"))
    answer.set_cookie(
        COOKIE, key, max_age=DAYS * 86_400, path="/help/", httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
    return answer


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:64]
