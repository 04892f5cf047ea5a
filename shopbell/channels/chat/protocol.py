"""The widget's protocol: JSON views below /chat/<inbox key>/, all wrapped here.

The secret of the visitor travels in `Authorization: Visitor …`, never in a cookie, so no page can act in
a shopper's name without having it, and CSRF has nothing to ride on. A call from a page of another origin
must come from one that the inbox names, character by character. Whatever is turned down is answered
`{"error": "a sentence"}`.
"""

import json
import uuid
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared

from ..inbox import Inbox
from ..origin import is_allowed
from .session import ChatSession
from .visitor import TOKEN, Visitor, hash_of, visitor_of

MAX_BODY_BYTES = 64 * 1024
SCHEME = "Visitor "


OPEN_INBOX = Prepared(
    lambda key: Inbox.objects.filter(public_key=key, channel="chat", is_active=True), key=str
)
READABLE = Prepared(
    lambda token_hash, chat, inbox: ChatSession.objects.readable_with_hash(token_hash).filter(
        pk=chat, inbox=inbox
    ),
    token_hash=str,
    chat=int,
    inbox=int,
)


class Unknown(Exception):
    """There is no such thing for this person; answered 404 whether or not it exists for another."""


def protocol(method: str, *, is_open: bool = False, fresh_seconds: int = 0) -> Callable:
    """Make a view of the protocol: it gets the request and the Inbox, and returns a dict.

    Without `is_open` a call must carry a visitor's token, or it is answered 401. The answer may be
    kept for `fresh_seconds`, by anybody.
    """

    def wrap(view: Callable[[HttpRequest, Inbox], dict]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, key: str) -> HttpResponse:
            inbox = OPEN_INBOX.first(key=key) if "\0" not in key else None
            if inbox is None:
                return refusal(_("This chat is not in use any more."), 404)
            origin = request.headers.get("Origin", "")
            if origin and not is_allowed(origin, request, inbox):
                return refusal(_("This page may not use this chat."), 403)
            response = (
                _preflight(method)
                if request.method == "OPTIONS"
                else _answer(view, request, inbox, method, is_open)
            )
            if fresh_seconds and response.status_code == 200:
                response.headers["Cache-Control"] = f"public, max-age={fresh_seconds}"
            return _with_headers(response, origin)

        return answer

    return wrap


def _answer(view: Callable, request: HttpRequest, inbox: Inbox, method: str, is_open: bool) -> HttpResponse:
    if request.method != method:
        return refusal(_("This address is not made for that."), 405)
    if not is_open and not token_of(request):
        return refusal(_("This browser is not known here. Reload the page and try again."), 401)
    try:
        return JsonResponse(view(request, inbox))
    except Refused as error:
        return refusal(str(error), error.status)
    except Unknown:
        return refusal(_("There is no such chat for you."), 404)
    except RequestDataTooBig:
        return refusal(_("That was too much at once."), 413)


def refusal(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def token_of(request: HttpRequest) -> str:
    """The visitor's token of the request; empty when there is none that could be one."""
    header = request.headers.get("Authorization", "")
    token = header.removeprefix(SCHEME)
    return token if header.startswith(SCHEME) and TOKEN.fullmatch(token) else ""


def visitor_in(request: HttpRequest) -> Visitor:
    """The visitor who asks. Raises Unknown for a token that wrote nothing yet."""
    visitor = visitor_of(token_of(request))
    if visitor is None:
        raise Unknown
    return visitor


def chat_in(request: HttpRequest, inbox: Inbox, number: object) -> ChatSession:
    """The chat `number` of the visitor who asks, with its marks and keys. Raises Unknown for everybody else's."""
    session = READABLE.first(token_hash=hash_of(token_of(request)), chat=whole(number), inbox=inbox.pk)
    if session is None:
        raise Unknown
    session.inbox = inbox
    return session


def body_of(request: HttpRequest) -> dict:
    """The JSON object in the request. Raises Refused when it is none."""
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY_BYTES:
        raise RequestDataTooBig
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(_("This could not be read. Reload the page and try again."))
    return body


def whole(value: object) -> int:
    """`value` as a positive number that fits a column. Raises Unknown for anything else."""
    text = str(value)
    if not (text.isascii() and text.isdecimal()) or int(text[:20]) > models.BigIntegerField.MAX_BIGINT:
        raise Unknown
    return int(text)


def client_id_of(body: dict) -> uuid.UUID:
    """The sender's own id of a message. Raises Refused when it is no UUID."""
    try:
        return uuid.UUID(str(body.get("client_id")))
    except ValueError:
        raise Refused(_("This could not be read. Reload the page and try again.")) from None


def _preflight(method: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = method
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    response.headers["Access-Control-Max-Age"] = "600"
    return response


def _with_headers(response: HttpResponse, origin: str) -> HttpResponse:
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Origin"
    return response
