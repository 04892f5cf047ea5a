"""Consents and positive points of a customer: noted, and taken back. `/customers/{id}` tells them."""

from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.customers.consent import ConsentKind, Way, give_consent, withdraw_consent
from shopbell.customers.models import Customer
from shopbell.customers.point import MAX_CHARACTERS, MOST, Point, give_points, withdraw_points

from ..caller import Caller
from ..door import needs
from ..once import do_once
from ..scope import Scope
from .problem import WRITES

routes = Router(tags=["Customers"])
WRITING = needs(Scope.CUSTOMERS_WRITE)


class NewConsent(Schema):
    kind: ConsentKind = Field(description="news, sms, browsing, advice or surveys.")
    words: str = Field(
        min_length=1,
        max_length=500,
        description="What they agreed to, and where: nobody could prove it later.",
    )

    model_config = {"extra": "forbid", "str_strip_whitespace": True}


class KeptConsent(Schema):
    kind: str
    stands: bool


class NewPoints(Schema):
    reason: str = Field(min_length=1, max_length=MAX_CHARACTERS, description="What for.")
    count: Annotated[int, Field(ge=1, le=MOST)] = 1

    model_config = {"extra": "forbid", "str_strip_whitespace": True}


class KeptPoints(Schema):
    id: int
    count: int
    reason: str
    stands: bool


@routes.post(
    "/customers/{int:customer_id}/consents", response={200: KeptConsent, **WRITES}, **WRITING
)  # fmt: skip
def note_consent(request: HttpRequest, customer_id: int, new: NewConsent):
    """Note that the customer agrees; one that stands already stays as it was given."""
    customer = _find(request, customer_id)
    caller = request.auth  # type: ignore[attr-defined]
    give_consent(customer, new.kind, way=Way.API, words=new.words, by=_agent(caller))
    return KeptConsent(kind=new.kind, stands=True)


@routes.delete(
    "/customers/{int:customer_id}/consents/{kind}", response={200: KeptConsent, **WRITES}, **WRITING
)  # fmt: skip
def end_consent(request: HttpRequest, customer_id: int, kind: ConsentKind):
    """It is allowed no longer, and what it allowed to keep is deleted; twice changes nothing."""
    withdraw_consent(_find(request, customer_id), kind, way=Way.API)
    return KeptConsent(kind=kind, stands=False)


@routes.post(
    "/customers/{int:customer_id}/points", response={201: KeptPoints, 200: KeptPoints, **WRITES}, **WRITING
)
def note_points(request: HttpRequest, customer_id: int, new: NewPoints):
    """Give positive points, with what for. 200 when the key was used before."""
    customer = _find(request, customer_id)
    caller = request.auth  # type: ignore[attr-defined]
    point_id, is_new = do_once(
        request, lambda: give_points(customer, new.reason, by=_agent(caller), count=new.count).pk
    )
    return Answer(201 if is_new else 200, kept(get_object_or_404(Point, pk=point_id)))


@routes.delete(
    "/customers/{int:customer_id}/points/{int:point_id}", response={200: KeptPoints, **WRITES}, **WRITING
)
def end_points(request: HttpRequest, customer_id: int, point_id: int):
    """Take positive points back; twice changes nothing."""
    point = get_object_or_404(_find(request, customer_id).points, pk=point_id)
    withdraw_points(point)
    point.refresh_from_db()
    return kept(point)


def kept(point: Point) -> KeptPoints:
    return KeptPoints(id=point.pk, count=point.count, reason=point.reason, stands=point.withdrawn_at is None)


def _find(request: HttpRequest, customer_id: int) -> Customer:
    """The customer, for who may change what they can name."""
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.CUSTOMER_UPDATE)
    return get_object_or_404(Customer.objects.visible_to(caller), pk=customer_id)


def _agent(caller: Caller) -> Agent | None:
    return caller if isinstance(caller, Agent) else None
