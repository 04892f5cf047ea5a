"""The frame of the shoppers' pages: the shop's name and colour, languages, and on every page the doors to a person.

It is the help centre's, a floor above, which says here what its template needs.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FRAME: list[Callable[[HttpRequest], dict[str, Any]]] = []


def framed(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """`template`, which extends help/base.html, for one person's eyes: no cache keeps it."""
    frame = {name: value for given in FRAME for name, value in given(request).items()}
    answer = render(request, template, frame | (context or {}), status=status)
    chosen = request.GET.get("lang", "")
    if chosen in dict(settings.LANGUAGES):
        speak_on(answer, chosen)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def speak_on(answer: HttpResponse, language: str) -> None:
    """Have the pages that follow in this browser speak `language` too."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def unsubscribe_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Where a shopper ends a kind of mail: `page` of a `Mailing` to shoppers."""
    return framed(request, "portal/unsubscribe.html", context)
