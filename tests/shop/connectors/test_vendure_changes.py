"""What changed in Vendure is looked for by moments, and only what is newer than what was told is asked for whole."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from shopbell.shop.connectors.vendure import changes
from shopbell.shop.connectors.vendure.api import Api
from shopbell.shop.connectors.vendure.connector import Vendure
from shopbell.shop.models import Connection, LastTold

from .test_vendure import an_order

BEGAN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def moment(seconds: float) -> str:
    return (BEGAN + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


class Server:
    """Lists of orders, products and variants, by the moment at which they were made; `whole` is what was asked for so."""

    def __init__(self):
        self.orders, self.products, self.variants = [], [], []
        self.whole: list[list[str]] = []
        self.most_listed = 0

    def ask(self, question, **variables):
        precision = {"globalSettings": {"serverConfig": {"moneyStrategyPrecision": 2}}}
        if "variantList(options: { skip" in question:
            skip = variables["skip"]
            (product,) = [each for each in self.products if each["id"] == variables["id"]]
            return {"product": {"variantList": {"items": product["all"][skip : skip + 100]}}}
        noun = next(
            each for each in ("productVariants", "products", "orders") if f" {each}(options" in question
        )
        rows, options = (
            {"productVariants": self.variants}.get(noun, getattr(self, noun, [])),
            variables["options"],
        )
        if (wanted := options["filter"].get("id")) is not None:
            self.whole.append(wanted["in"])
            found = [each for each in rows if each["id"] in wanted["in"]]
            return precision | {noun: {"items": found, "totalItems": len(found)}}
        for each in options["filter"]["_and"]:
            if "createdAt" in each:
                rows = [
                    row
                    for row in rows
                    if answers_moment(row["createdAt"]) > answers_moment(each["createdAt"]["after"])
                ]
        rows = rows[options["skip"] :][: options["take"]]
        self.most_listed = max(self.most_listed, len(rows))
        return precision | {noun: {"items": rows, "totalItems": len(rows)}}


def answers_moment(word: str) -> datetime:
    return datetime.fromisoformat(word)


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(Api, "ask", lambda api, question, **variables: server.ask(question, **variables))
    monkeypatch.setattr(changes, "WHOLE_AT_ONCE", 3)
    monkeypatch.setattr(changes, "MOMENTS_AT_ONCE", 8)
    return server


@pytest.fixture
def connection(db):
    return Connection.objects.create(kind="vendure", source="vendure", name="Ondine")


def found(connection, noun: str) -> list[str]:
    """The keys of what is brought in step, over all pages."""
    keys, cursor = [], ""
    while True:
        page = Vendure(connection).page(noun, cursor=cursor, since=timezone.now())
        assert len(page.items) <= 3
        keys += [each.key for each in page.items]
        cursor = page.cursor
        if not cursor:
            return keys


def tell(connection, noun: str, key: str, seconds: float) -> None:
    LastTold.objects.create(
        connection=connection, noun=noun, key=key, changed_at=BEGAN + timedelta(seconds=seconds)
    )


def order(number: int, changed: float = 0):
    return an_order(id=str(number), createdAt=moment(number // 3), updatedAt=moment(changed), payments=[])


def test_every_order_that_nobody_told_of_is_asked_for_once(server, connection):
    server.orders = [order(number) for number in range(30)]

    keys = found(connection, "orders")

    assert keys == [str(number) for number in range(30)]
    assert max(map(len, server.whole)) == 3 and server.most_listed <= 8


def test_what_is_told_already_is_not_asked_for(server, connection):
    server.orders = [order(number, changed=number) for number in range(30)]
    for number in range(30):
        tell(connection, "orders", str(number), number)
    server.orders[7]["updatedAt"] = moment(60)
    server.orders[21]["newest"] = {"items": [{"updatedAt": moment(60)}]}  # somebody changed a note

    assert found(connection, "orders") == ["7", "21"]


def product(number: int, variants: int = 1, changed: float = 0):
    rows = [
        {
            "id": f"{number}-{place}", "sku": "VASE", "name": "Vase", "enabled": True, "updatedAt": moment(changed),
            "priceWithTax": 7400, "currencyCode": "EUR", "trackInventory": "TRUE", "stockLevels": [], "options": [],
        }
        for place in range(variants)
    ]  # fmt: skip
    return {
        "id": str(number), "name": "Vase", "description": "", "enabled": True, "createdAt": moment(number),
        "updatedAt": moment(0), "collections": [], "all": rows,
        "variantList": {"totalItems": len(rows), "items": rows[:100]},
    }  # fmt: skip


def test_a_product_of_which_a_variant_changed_is_asked_for_once(server, connection):
    server.products = [product(number, changed=9) for number in range(7)]
    server.variants = [
        {"productId": str(number % 7), "createdAt": moment(number), "updatedAt": moment(9)}
        for number in range(40)
    ]
    listed, server.products = server.products, []
    page = Vendure(connection).page("products", cursor="", since=timezone.now())
    server.products = listed
    keys, cursor = [], page.cursor
    while cursor:
        page = Vendure(connection).page("products", cursor=cursor, since=timezone.now())
        cursor = page.cursor
        keys += [each.key for each in page.items]
        for each in page.items:
            tell(connection, "products", each.key, 9)

    assert sorted(keys) == [str(number) for number in range(7)]


def test_a_product_of_many_variants_is_whole(server, connection):
    server.products = [product(1, variants=1234)]

    (item,) = Vendure(connection).whole("products", ["1"])

    assert (
        len(item.products[0].variants)
        == 1234
        == len({each.external_id for each in item.products[0].variants})
    )
