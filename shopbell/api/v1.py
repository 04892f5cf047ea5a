"""Version 1: its routes, and how everything that goes wrong is told."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shopbell.core.errors import Forbidden, Refused
from shopbell.core.problem import answer_problem
from shopbell.shop.actions.refusal import ActionRefused, WrongParameters

from .body import Malformed, StrictParser
from .door import WrongScope
from .paging import UnknownFilters
from .resources import (
    actions,
    approvals,
    article_texts,
    articles,
    calls,
    customers,
    feed,  # noqa: F401 (it adds to the others)
    goodwill,
    guide_drafts,
    guides,
    help_categories,
    help_places,
    incidents,
    matter,
    orders,
    policies,
    products,
    tickets,
)

LEAD = (
    "Customers, products, orders, carts, shipments, tickets, calls, articles and incidents, and what may be done to "
    "them. Money is in minor units with its currency, every moment has its zone. Lists are read page by page: `next` "
    "of one page is `after` of the next."
)
RESOURCES = (
    customers,
    goodwill,
    products,
    orders,
    actions,
    approvals,
    policies,
    tickets,
    matter,
    calls,
    help_categories,
    help_places,
    articles,
    article_texts,
    guides,
    guide_drafts,
    incidents,
)

api = NinjaAPI(
    title="Shopbell",
    version="1",
    description=LEAD,
    parser=StrictParser(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
    servers=[{"url": "/api/v1"}],
)
for resource in RESOURCES:
    api.add_router("", resource.routes)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    sentence = _t("Show a valid token: Authorization: Bearer …. An admin makes one in the settings.")
    return answer_problem(sentence, 401)


@api.exception_handler(Forbidden)
def forbidden(request: HttpRequest, error: Forbidden) -> HttpResponse:
    code = "wrong_scope" if isinstance(error, WrongScope) else ""
    return answer_problem(str(error) or _t("This token may not do that."), 403, code=code)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return answer_problem(str(error), error.status)


@api.exception_handler(ActionRefused)
def rule_says_no(request: HttpRequest, error: ActionRefused) -> HttpResponse:
    """The rule of the shop, in the version by which it was decided, with the sentence for the customer."""
    ruling = error.ruling
    return answer_problem(
        str(error), error.status, code="refused", rule=ruling.rule, version=ruling.version,
        agent_sentence=ruling.agent_sentence,
    )  # fmt: skip


@api.exception_handler(WrongParameters)
def wrong_parameters(request: HttpRequest, error: WrongParameters) -> HttpResponse:
    fields = [
        {"field": f"parameters.{each['place']}".rstrip("."), "sentence": each["sentence"]}
        for each in error.errors
    ]
    return answer_problem(str(error), 422, code="invalid", fields=fields)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    said = str(error)
    return answer_problem(said if said.endswith(".") else _t("There is nothing here."), 404)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which part of the call is wrong, by its name in the call; never the value, which may be a secret."""
    fields = [_field(each) for each in error.errors[:20]]
    first = fields[0] if fields else {"field": "", "sentence": ""}
    sentence = _t("%(field)s: %(what)s.") % {"field": first["field"], "what": first["sentence"]}
    return answer_problem(sentence, 422, code="invalid", fields=fields)


@api.exception_handler(UnknownFilters)
def no_such_filter(request: HttpRequest, error: UnknownFilters) -> HttpResponse:
    fields = [{"field": name[:60], "sentence": str(error)} for name in error.names[:20]]
    return answer_problem(str(error), 422, code="invalid", fields=fields)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return answer_problem(_t("That is more than one call may bring. Send it in parts."), 413)


@api.exception_handler(HttpError)
def told(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__  # what the parser said of a body, behind ninja's own words
    return answer_problem(str(cause if isinstance(cause, Malformed) else error), error.status_code)


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error


def _field(error: dict[str, Any]) -> dict[str, str]:
    place = [str(part) for part in error.get("loc", ())]
    words = place[2:] if place[:1] == ["body"] and len(place) > 2 else place[1:] or place
    return {"field": ".".join(words), "sentence": str(error.get("msg", "")).rstrip(".")}
