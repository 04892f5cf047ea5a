"""The door of the API: who calls, may this token do that, and how often. Then what every answer carries.

The order: a token, its rate, its scope, the body, the lookup (which is the permission), the verb.
"""

import logging
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _t
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from shopbell.core.errors import Forbidden
from shopbell.core.problem import answer_problem
from shopbell.core.rate import TooMany, count_address, uses_of

from .caller import caller_of
from .scope import Scope
from .token import Token, find_token

log = logging.getLogger(__name__)
WINDOW_SECONDS = 60
GUESSES_A_MINUTE = 30  # of tokens that are none, from one address


class WrongScope(Forbidden):
    """The token is valid and may not do this."""


class BearerToken(HttpBearer):
    """`Authorization: Bearer sb_…`. What the call may do is asked of `request.auth` from here on."""

    def __init__(self, scope: Scope, *others: Scope):
        self.scope, self.others = scope, others
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = find_token(token.strip(), timezone.now())
        if found is None:
            count_address("token", request, limit=GUESSES_A_MINUTE, seconds=WINDOW_SECONDS)
            raise AuthenticationError
        request.token = found  # type: ignore[attr-defined]
        used, left = uses_of(f"api {found.pk}", seconds=WINDOW_SECONDS)
        request.rate = (found.calls_a_minute, used, left)  # type: ignore[attr-defined]
        if used > found.calls_a_minute:
            raise TooMany(_t("This token has used up its calls for this minute. Wait, then go on."))
        if not set(self.others) & set(found.scopes):
            refuse_without(found, self.scope)
        return caller_of(found)


def refuse_without(token: Token, scope: Scope) -> None:
    """Raise WrongScope where `token` lacks `scope`."""
    if scope not in token.scopes:
        raise WrongScope(
            _t("This token may not do that: it lacks the scope %(scope)s.") % {"scope": scope.value}
        )


def needs(scope: Scope, *others: Scope) -> dict[str, Any]:
    """What a route says of who may call it: `@routes.get("/orders", **needs(Scope.ORDERS_READ))`. Each of `others`
    opens it as well."""
    told = {"x-scope": scope.value} | ({"x-or-scopes": [each.value for each in others]} if others else {})
    return {"auth": BearerToken(scope, *others), "openapi_extra": told}


def answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view` with what every answer of the API carries: one shape for errors, the rate, an ETag, and no cache."""

    @wraps(view)
    def call(request: HttpRequest, **words: Any) -> HttpResponse:
        if any("\0" in str(word) for word in words.values()):
            return answer_problem(_t("There is nothing here."), 404)
        try:
            response = view(request, **words)
        except Exception:
            log.exception(
                "%s %s failed.", request.method, request.resolver_match and request.resolver_match.route
            )
            response = answer_problem(
                _t("Something went wrong here. We wrote it down; try again later."), 500
            )
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            response = answer_problem(_t("This address accepts %(methods)s.") % {"methods": allowed}, 405)
            response.headers["Allow"] = allowed
        _tell_rate(request, response)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return _unchanged(request, response)

    call.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is read here, so none can be abused
    return call


def _tell_rate(request: HttpRequest, response: HttpResponse) -> None:
    rate = getattr(request, "rate", None)
    if rate:
        limit, used, left = rate
        rest = max(0, limit - used)
        response.headers["RateLimit-Policy"] = f'"token";q={limit};w={WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"token";r={rest};t={left}'
        response.headers["X-RateLimit-Limit"] = str(limit)
        response.headers["X-RateLimit-Remaining"] = str(rest)
        response.headers["X-RateLimit-Reset"] = str(left)
    if response.status_code == 429:
        response.headers["Retry-After"] = str(rate[2] if rate else WINDOW_SECONDS)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Shopbell"'


def _unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A 304 when the caller has this very answer already: it saves the way, not the work."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming:
        return response
    tag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    if tag not in known and "*" not in known:
        return response
    short = HttpResponse(status=304)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            short.headers[name] = value
    return short
