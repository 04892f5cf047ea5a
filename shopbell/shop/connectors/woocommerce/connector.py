"""The connector to WooCommerce."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ...actions.preview import Plan
from ...actions.run import ActionRun
from ..connector import Connector, read_item
from ..errors import NotGenuine, ShopTrouble
from ..item import Broken, Call, Changed, Done, Field, Heard, Item, Page, Shop
from . import acting, answers, goods
from .api import Api

PER_PAGE = 50
TOPICS = tuple(
    f"{noun}.{what}"
    for noun in ("product", "customer", "order")
    for what in ("created", "updated", "deleted")
)
ACTIVE = {"status": "active"}
NO_RETURNS = _(
    "WooCommerce itself knows no returns and no exchanges: pay back once the items are here, and make a new order "
    "there for what is sent in their place."
)


class WooCommerce(Connector):
    kind: ClassVar = "woocommerce"
    label: ClassVar = "WooCommerce"
    lead: ClassVar = _(
        "In WooCommerce, under Settings › Advanced › REST API, make a key for an administrator that may "
        "read and write, and enter it here."
    )
    fields: ClassVar = (
        Field("address", _("Address of the shop"), _("Such as https://shop.example."), is_place=True),
        Field("key", _("Consumer key"), _("It begins with ck_."), is_secret=True),
        Field("secret", _("Consumer secret"), _("It begins with cs_."), is_secret=True),
    )
    actions: ClassVar = frozenset(
        {"cancel_order", "refund_order", "change_address", "change_items", "reship"}
    )
    undoes: ClassVar = frozenset({"reship"})
    instead: ClassVar = {"return_items": NO_RETURNS, "exchange_items": NO_RETURNS}

    @property
    def api(self) -> Api:
        return Api(self.connection)

    def check(self) -> Shop:
        if not self.connection.told.get("address", "").startswith(("https://", "http://")):
            raise ShopTrouble(_t("Write the address like https://shop.example."), is_lasting=True)
        currency = self.api.get("wc/v3/data/currencies/current")
        if not isinstance(currency, dict):
            raise ShopTrouble(_t("There is no WooCommerce at this address."), is_lasting=True)
        index = self.api.get("", _fields="name") or {}
        return Shop(str(index.get("name") or self.connection.told["address"]), currency["code"])

    def page(self, noun: str, *, cursor: str, since: datetime | None) -> Page:
        if noun == "customers":
            return self._customers(int(cursor or 1), since)
        return self._changed(noun, cursor, since)

    def _customers(self, number: int, since: datetime | None) -> Page:
        """By number, since they are not listed by change: what webhooks missed of them comes with their orders."""
        if since is not None:
            return Page([])
        rows, total = self.api.list(
            "wc/v3/customers", per_page=PER_PAGE, page=number, orderby="id", order="asc", role="all"
        )
        return Page(
            [self._read("customers", row) for row in rows],
            str(number + 1) if len(rows) == PER_PAGE else "",
            total,
        )

    def _changed(self, noun: str, cursor: str, since: datetime | None) -> Page:
        """In the order of their changes, each page from the moment at which the last one ended: rows that change or go
        meanwhile shift no page. Those of that very moment are told again, and are left out."""
        place: dict[str, Any] = (
            json.loads(cursor) if cursor else {"after": _gmt(since), "page": 1, "seen": []}
        )
        given = {"modified_after": place["after"], "dates_are_gmt": "true"} if place["after"] else {}
        rows, total = self.api.list(
            f"wc/v3/{noun}", per_page=PER_PAGE, page=place["page"], orderby="modified", order="asc", **given
        )
        fresh = [self._read(noun, row) for row in rows if row["id"] not in place["seen"]]
        return Page(fresh, _next(rows, place), None if cursor else total)

    def fetch(self, noun: str, key: str) -> Item | Broken | None:
        row = self.api.get(f"wc/v3/{'orders' if noun == 'carts' else noun}/{key}")
        return self._read("orders" if noun == "carts" else noun, row) if row else None

    def _read(self, noun: str, row: dict[str, Any]) -> Item | Broken:
        return read_item(noun, str(row.get("id", "")), lambda: self._item(noun, row))

    def _item(self, noun: str, row: dict[str, Any]) -> Item:
        if noun == "products":
            return answers.product(row, self._variations(row), self.connection.currency)
        return answers.order(row) if noun == "orders" else answers.customer(row)

    def _variations(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while row.get("variations"):
            number = len(found) // 100 + 1
            rows, _total = self.api.list(f"wc/v3/products/{row['id']}/variations", per_page=100, page=number)
            found += rows
            if len(rows) < 100:
                break
        return found

    def open_hooks(self, address: str) -> str:
        secret = self.connection.secret("hook") or secrets.token_urlsafe(32)
        self.connection.keep_secrets_now(
            {"hook": secret}
        )  # the shop may call before it has heard of them all
        there: dict[str, int] = {}
        number = 1
        while True:
            rows, _total = self.api.list("wc/v3/webhooks", per_page=100, page=number)
            there |= {row["topic"]: row["id"] for row in rows if row["delivery_url"] == address}
            if len(rows) < 100:
                break
            number += 1
        for topic in TOPICS:
            wish = {
                "name": f"Shopbell {topic}",
                "topic": topic,
                "delivery_url": address,
                "secret": secret,
                **ACTIVE,
            }
            path = f"wc/v3/webhooks/{there[topic]}" if topic in there else "wc/v3/webhooks"
            self.api.act("PUT" if topic in there else "POST", path, wish)
        return secret

    def hear(self, call: Call) -> Heard | None:
        secret, sent = self.connection.secret("hook"), call.headers.get("X-WC-Webhook-Signature", "")
        if not sent and call.body.startswith(b"webhook_id="):
            return None  # its first trial, which is not signed and says nothing
        signed = base64.b64encode(hmac.new(secret.encode(), call.body, hashlib.sha256).digest())
        key, topic = (
            call.headers.get("X-WC-Webhook-Delivery-ID", ""),
            call.headers.get("X-WC-Webhook-Topic", ""),
        )
        if not secret or not key or not hmac.compare_digest(signed, sent.encode()):
            raise NotGenuine
        # all deliveries of a webhook within one second have the same id
        return Heard(f"{key}-{hashlib.sha256(call.body).hexdigest()[:32]}", topic)

    def told(self, topic: str, body: bytes) -> Sequence[Item | Broken | Changed]:
        """The resource itself; of a product with variations, that it has changed, since they are not told."""
        noun, _dot, what = topic.partition(".")
        row = json.loads(body)
        if f"{noun}s" not in self.nouns or not isinstance(row, dict) or not row.get("id"):
            return []
        if what == "deleted":
            return [Changed(f"{noun}s", str(row["id"]))]  # the topic is not signed: the shop itself says it
        if noun == "product" and (row.get("variations") or row.get("parent_id")):
            return [Changed("products", str(row.get("parent_id") or row["id"]))]
        return [self._read(f"{noun}s", row)]

    @classmethod
    def objection(cls, action: str, plan: Plan) -> str:
        if action == "change_items" and plan.data["difference_cents"]:
            return _t("WooCommerce settles no difference: the new items must cost as much as the old ones.")
        return ""

    def order_address(self, key: str) -> str:
        address = self.connection.told.get("address", "").rstrip("/")
        return f"{address}/wp-admin/post.php?post={key}&action=edit"

    def found(self, run: ActionRun) -> Done | None:
        return acting.found(self.api, run)

    def act(self, run: ActionRun) -> Done:
        return acting.act(self.api, run)

    def undo(self, run: ActionRun) -> Done:
        return goods.take_back(self.api, run)


def _gmt(at: datetime | None) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") if at else ""


def _next(rows: list[dict[str, Any]], place: dict[str, Any]) -> str:
    """Where the next page begins; empty behind the last. A whole page of one moment is gone through by number."""
    if len(rows) < PER_PAGE:
        return ""
    last = rows[-1]["date_modified_gmt"]
    before = (datetime.fromisoformat(last) - timedelta(seconds=1)).isoformat(timespec="seconds")
    if before == place["after"]:
        return json.dumps(place | {"page": place["page"] + 1, "seen": []})
    seen = [row["id"] for row in rows if row["date_modified_gmt"] == last]
    return json.dumps({"after": before, "page": 1, "seen": seen})
