"""Every route, tried by those who may not, and by those who may."""

import pytest
from django.urls import get_resolver
from django.utils import timezone

from shopbell.announcements.models import Incident
from shopbell.api.models import Token
from shopbell.api.openapi import description
from shopbell.api.scope import Scope
from shopbell.customers.point import give_points
from shopbell.helpcenter.models import Guide, Redirect
from shopbell.shop.models import ActionRun
from shopbell.waiting.models import CallBack
from tests.api.conftest import Program
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401

METHODS = ("get", "post", "put", "patch", "delete")
ROUTES = [
    (method, address, item[method])
    for address, item in description()["paths"].items()
    for method in METHODS
    if method in item
]
each_route = pytest.mark.parametrize(
    ("method", "address", "told"), ROUTES, ids=[f"{method} {address}" for method, address, _ in ROUTES]
)


def filled(address: str, **words) -> str:
    return address.format(
        **{
            "customer_id": 1,
            "product_id": 1,
            "number": "W26",
            "ticket_id": 1,
            "run_id": 1,
            "action": "cancel_order",
            "kind": "news",
            "point_id": 1,
            "incident_id": 1,
            "update_id": 1,
            "call_id": 1,
            "article_id": 1,
            "language": "en",
            "version": 1,
            "redirect_id": 1,
            "guide_id": 1,
            "category_id": 1,
        }
        | words
    )


def other(scope: str) -> str:
    return next(each for each in Scope.values if each != scope)


@each_route
def test_nobody_comes_in_without_a_token(method, address, told, db):
    for secret in ("", "sb_wrong", "x"):
        answer = Program(secret).send(method.upper(), filled(address), {})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "no_token"
        assert answer["WWW-Authenticate"].startswith("Bearer")


@each_route
def test_the_wrong_scope_is_turned_away_before_anything_is_read(method, address, told, program):
    answer = program(other(told["x-scope"])).send(method.upper(), filled(address), "{ no JSON")

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "wrong_scope"
    assert told["x-scope"] in answer.json()["error"]["sentence"]


@each_route
def test_the_right_scope_opens_it(method, address, told, program, order, late_parcel, write):  # noqa: F811
    words = {"customer_id": order.customer_id, "ticket_id": late_parcel.pk}
    words["run_id"] = ActionRun.objects.create(
        key="k", action="cancel_order", order=order, status="failed"
    ).pk
    words["point_id"] = give_points(order.customer, "Was patient.", by=None).pk
    incident = Incident.objects.create(kind="delay", titles={"en": "Late"}, starts_at=timezone.now())
    words |= {"incident_id": incident.pk, "update_id": incident.updates.create(texts={"en": "Soon."}).pk}
    words["call_id"] = CallBack.objects.create(ticket=late_parcel, number="+442079460018").pk
    words["product_id"] = order.lines.get().variant.product_id
    article = write("Send it back").article
    words["article_id"] = article.pk
    words["category_id"] = article.category_id
    words["redirect_id"] = Redirect.objects.create(path="faq", article=article).pk
    words["guide_id"] = Guide.objects.create(
        slug="lamp", category=article.category, language="en", changed_at=timezone.now()
    ).pk
    answer = program(told["x-scope"]).send(method.upper(), filled(address, **words), {})

    assert answer.status_code in ({200} if method == "get" else {200, 201, 409, 422})
    assert answer["RateLimit-Policy"] == '"token";q=600;w=60'


def test_every_address_below_api_is_in_the_document():
    routes = {
        str(each.pattern).removeprefix("api/v1")
        for part in get_resolver().url_patterns
        for each in getattr(part, "url_patterns", [])
        if str(getattr(each, "name", "")).startswith("api-") and str(each.pattern).startswith("api/v1/")
    }
    plain = {route.replace("<int:", "{").replace("<", "{").replace(">", "}") for route in routes}

    assert plain - {"/", "/openapi.json"} == set(description()["paths"])


def test_an_agents_token_sees_what_the_agent_sees(program, late_parcel, bo, cy):
    scopes = [Scope.TICKETS_READ, Scope.TICKETS_WRITE]
    mate, stranger = program(*scopes, agent=bo), program(*scopes, agent=cy)

    assert [each["id"] for each in mate.get("/tickets").json()["data"]] == [late_parcel.pk]
    assert stranger.get("/tickets").json()["data"] == []
    for method, address in (
        ("GET", ""), ("PATCH", ""), ("GET", "/messages"), ("POST", "/replies"), ("POST", "/notes"),
    ):  # fmt: skip
        answer = stranger.send(
            method, f"/tickets/{late_parcel.pk}{address}", {"text": "x"} if method == "POST" else {}
        )
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"


def test_a_token_makes_its_calls_a_minute_and_no_more(program, order):
    calls = program(Scope.ORDERS_READ, calls_a_minute=2)

    first, second, third = (calls.get("/orders") for _ in range(3))

    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
    assert first["RateLimit"].startswith('"token";r=1;') and second["X-RateLimit-Remaining"] == "0"
    assert third.json()["error"]["code"] == "too_many" and int(third["Retry-After"]) <= 60


def test_an_answer_that_one_has_is_not_sent_again(program, order):
    calls = program(Scope.ORDERS_READ)
    first = calls.get("/orders/W26")

    again = calls.get("/orders/W26", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["RateLimit"]

    order.status = "delivered"
    order.save()
    assert calls.get("/orders/W26", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_wrong_method_and_a_wrong_address_are_told_in_the_same_shape(everything):
    wrong = everything.send("DELETE", "/orders")
    assert wrong.status_code == 405 and wrong.json()["error"]["code"] == "method"
    for address in (
        "/nothing",
        "/orders/none",
        "/customers/0",
        "/customers/99999999999999999999",
        "/orders/a%00b",
    ):
        answer = everything.get(address)
        assert answer.status_code == 404, address
        assert answer.json()["error"]["code"] == "not_found"


def test_a_session_of_the_desk_opens_nothing_here(client, root, order):
    client.force_login(root)

    assert client.get("/api/v1/orders").status_code == 401


def test_using_a_token_is_noted(program, order):
    program(Scope.ORDERS_READ).get("/orders")

    assert Token.objects.get().last_used_at
