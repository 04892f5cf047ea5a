"""Answers that no shop system documents: they are a shop in trouble, and nothing hangs on them."""

import json
from contextlib import suppress

import pytest

from shopbell.core.errors import Refused
from shopbell.core.http.guarded import Answer
from shopbell.shop.connectors import way
from shopbell.shop.connectors.connecting import try_connection
from shopbell.shop.connectors.connection import Connection
from shopbell.shop.connectors.errors import ShopRefuses, ShopTrouble
from shopbell.shop.connectors.notice import enqueue_fetch
from shopbell.shop.connectors.pull import Pull, Reason, begin_pull
from shopbell.shop.connectors.registry import connector_of
from shopbell.shop.models import ActionRun, Order

from .jobs import next_jobs

ANSWERS = [{}, [], [1], {"data": None}, {"data": []}, {"data": {}}, {"data": {"shop": 7}}, "yes", None]
ACCESS = {
    "vendure": ({"address": "https://shop.example"}, {"key": "k"}),
    "shopify": ({"domain": "ondine.myshopify.com", "client_id": "i"}, {"client_secret": "s"}),
    "woocommerce": ({"address": "https://shop.example"}, {"key": "ck_1", "secret": "cs_1"}),
    "homemade": ({"address": "https://shop.example"}, {"key": "k"}),
}


@pytest.fixture(params=ACCESS)
def connection(request, db):
    told, secrets = ACCESS[request.param]
    made = Connection(kind=request.param, source=request.param, name="Ondine", told=told)
    made.keep_secrets(secrets)
    made.save()
    return made


@pytest.fixture
def answers(monkeypatch):
    def give(said):
        monkeypatch.setattr(way, "ask", lambda *_, **__: Answer(200, {}, json.dumps(said).encode()))

    return give


def test_whoever_connects_is_told_what_is_wrong(connection, answers):
    for said in ANSWERS:
        answers(said)
        with pytest.raises(Refused):
            try_connection(connection)


def test_an_import_is_tried_again_and_the_page_says_why(connection, answers):
    answers({"data": {}})
    begin_pull(connection, Reason.IMPORT)

    next_jobs()

    connection.refresh_from_db()
    assert Pull.objects.get().error == connection.error != ""


def test_an_action_ends_in_trouble_and_not_in_an_error_of_the_desk(connection, answers):
    run = ActionRun(
        action="refund_order", effects={"money": []}, order=Order(external_id="1", currency="EUR")
    )
    for said in ANSWERS:
        answers(said)
        with suppress(ShopTrouble, ShopRefuses):
            connector_of(connection).act(run)


def test_a_thing_that_changed_is_noted_with_what_is_wrong(connection, answers):
    answers({"data": {}})
    enqueue_fetch(connection, "orders", "1001")

    next_jobs()

    connection.refresh_from_db()
    assert connection.error or connection.unkept.exists()
