"""Leaving a kind of mail by one click: for whatever the desk sends that is no answer (RFC 2369, RFC 8058).

A floor names its kind of mail and what ends it (`MAILINGS`), and puts `unsubscribe_headers` on each such mail. Mail
programs then show a button of their own, which posts to the signed address without a cookie or a question. Whoever
opens that address is asked first: servers that look whether links are safe open every one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

SIGNER = Signer(salt="shopbell.unsubscribe")


def _page_of_the_desk(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "core/unsubscribe.html", context)


@dataclass(frozen=True)
class Mailing:
    """A kind of mail: its name, what ends it for whoever was signed, how to have it again, and whose page asks."""

    name: str
    words: str | Promise
    leave: Callable[[str], None]
    way_back: str | Promise = ""
    page: Callable[[HttpRequest, dict[str, Any]], HttpResponse] = _page_of_the_desk


MAILINGS: dict[str, Mailing] = {}


def add_mailing(mailing: Mailing) -> None:
    MAILINGS[mailing.name] = mailing


def unsubscribe_address(mailing: str, who: str) -> str:
    """Where `who` ends the `mailing`, for a mail to them alone to name."""
    return settings.SITE_URL + reverse("unsubscribe", args=[SIGNER.sign(f"{mailing}:{who}")])


def unsubscribe_headers(mailing: str, who: str) -> dict[str, str]:
    """The headers of a mail of that kind to `who`. Never on an answer: nobody leaves what they asked for."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(mailing, who)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@csrf_exempt  # a mail program posts it, and knows neither a page nor a cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """/unsubscribe/<signed>/: GET asks, POST ends it; twice changes nothing."""
    mailing, who = _read(signed)
    if request.method == "POST":
        mailing.leave(who)
    return mailing.page(request, {"mailing": mailing, "is_done": request.method == "POST"})


def _read(signed: str) -> tuple[Mailing, str]:
    try:
        name, _mark, who = SIGNER.unsign(signed).partition(":")
        return MAILINGS[name], who
    except (BadSignature, KeyError):
        raise Http404 from None
