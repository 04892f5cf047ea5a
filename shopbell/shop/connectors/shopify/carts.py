"""Carts in Shopify: checkouts that were begun and not finished.

Shopify calls on every change of a checkout, and lists those that were abandoned
(https://shopify.dev/docs/api/admin-graphql/latest/queries/abandonedCheckouts), by number only. What is completed, and
what nobody known has begun, is no cart here. An app that may not see them does without.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from ...feed.carts import KEPT
from ...feed.rows import AccountRow, CartLineRow, CartRow
from ..connector import read_item
from ..item import Broken, Item, Page, guest_key
from ..money import minor
from . import questions
from .answers import moment, person
from .api import Api, Denied
from .questions import number_of

Node = dict[str, Any]
NOUN = "carts"


def page(api: Api, first: int, cursor: str, since: datetime | None) -> Page:
    """Those that changed since, or lately."""
    changed = since or timezone.now() - KEPT
    try:
        said = api.ask(
            questions.CARTS,
            first=first,
            after=cursor or None,
            query=f"updated_at:>='{changed.isoformat()}'",
        )["abandonedCheckouts"]
    except Denied:
        return Page([])
    items = [_read(api, node) for node in said["nodes"]]
    info = said["pageInfo"]
    return Page(items, info["endCursor"] if info["hasNextPage"] else "")


def fetch(api: Api, key: str) -> Item | Broken | None:
    node = api.ask(questions.ONE_CART, id=questions.gid("AbandonedCheckout", key))["node"]
    return _read(api, node) if node else None


def _read(api: Api, node: Node) -> Item | Broken:
    def whole() -> Item:
        part = node["lineItems"]
        while part["pageInfo"]["hasNextPage"]:
            more = api.ask(questions.REST_OF_CART, id=node["id"], after=part["pageInfo"]["endCursor"])["node"]
            if more is None:
                break
            part["nodes"] += more["lineItems"]["nodes"]
            part["pageInfo"] = more["lineItems"]["pageInfo"]
        return cart(node)

    return read_item(NOUN, number_of(str(node.get("id", ""))), whole)


def cart(node: Node) -> Item:
    key, at = number_of(node["id"]), moment(node["updatedAt"])
    buyer = person(node["customer"]) if node.get("customer") else None
    lines = [
        CartLineRow(
            variant=str(each["variant"]["legacyResourceId"]), quantity=max(each["quantity"], 1),
            price_cents=_cents(each["originalUnitPriceSet"]["shopMoney"]),
        )
        for each in node["lineItems"]["nodes"]
        if each.get("variant")
    ]  # fmt: skip
    return _item(
        key, at, buyer, node["totalPriceSet"]["shopMoney"]["currencyCode"], lines, node["completedAt"]
    )


def told(node: Node) -> Item:
    """A checkout as a webhook tells it."""
    currency = node["currency"]
    lines = [
        CartLineRow(
            variant=str(each["variant_id"]), quantity=max(each["quantity"], 1),
            price_cents=minor(each["price"], currency),
        )
        for each in node.get("line_items") or []
        if each.get("variant_id")
    ]  # fmt: skip
    at = moment(node["updated_at"])
    return _item(str(node["id"]), at, _buyer_of(node), currency, lines, node.get("completed_at"))


def _buyer_of(node: Node) -> AccountRow | None:
    if customer := node.get("customer"):
        name = " ".join(part for part in (customer.get("first_name"), customer.get("last_name")) if part)
        return AccountRow(
            external_id=str(customer["id"]), email=customer.get("email") or "", name=name[:300],
            email_verified=customer.get("verified_email") is True,
        )  # fmt: skip
    email = node.get("email") or ""
    name = (node.get("shipping_address") or {}).get("name") or ""
    return AccountRow(external_id=guest_key(email), email=email, name=name[:300]) if email else None


def _item(
    key: str,
    at: datetime | None,
    buyer: AccountRow | None,
    currency: str,
    lines: list[CartLineRow],
    completed_at: str | None,
) -> Item:
    if buyer is None or completed_at or at is None:
        return Item(NOUN, key, changed_at=at, is_gone=True)
    buyer.is_aside = True
    row = CartRow(external_id=key, account=buyer.external_id, currency=currency, updated_at=at, lines=lines)
    return Item(NOUN, key, changed_at=at, accounts=[buyer], carts=[row])


def _cents(money: Node) -> int:
    return minor(money["amount"], money["currencyCode"])
