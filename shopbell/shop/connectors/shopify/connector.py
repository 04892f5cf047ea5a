"""The connector to Shopify."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ...actions.preview import Plan
from ...actions.run import ActionRun
from ..connector import NOUNS, Connector, read_item
from ..errors import NotGenuine, ShopTrouble, Throttled
from ..item import Broken, Call, Changed, Done, Field, Heard, Item, Page, Shop
from ..sent_back import open_there
from . import acting, answers, carts, questions, returning, stock, webhooks
from .api import Api, TooCostly

PER_PAGE = {
    "products": 15,
    "customers": 100,
    "orders": 5,
    "stock": 40,
    "carts": 20,
}  # within 1000 points each
SCOPES = {
    "read_products", "read_inventory", "read_customers", "read_orders", "write_orders", "read_all_orders",
    "read_fulfillments", "read_locations", "write_order_edits", "write_returns", "write_draft_orders",
}  # fmt: skip
DOMAIN = re.compile(r"^[a-z0-9.-]+(:\d+)?$")


class Shopify(Connector):
    kind: ClassVar = "shopify"
    label: ClassVar = "Shopify"
    lead: ClassVar = _(
        "Make an app for your shop in Shopify's Dev Dashboard, let it read products, inventory, "
        "customers and orders, and write orders, order edits, returns and draft orders, install it, and enter its "
        "client ID and secret here."
    )
    fields: ClassVar = (
        Field("domain", _("Address of the shop"), _("Such as your-shop.myshopify.com."), is_place=True),
        Field("client_id", _("Client ID"), _("Of the app."), is_required=False),
        Field("secret", _("Client secret"), _("Webhooks are signed with it too."), is_secret=True),
        Field(
            "token",
            _("Access token"),
            _("Only for an app that was made in the shop's own admin; it begins with shpat_."),
            is_secret=True,
            is_required=False,
        ),
    )
    nouns: ClassVar = (*NOUNS, "stock", "carts")
    actions: ClassVar = frozenset(acting.ACTS)
    undoes: ClassVar = frozenset(acting.UNDOES)

    @property
    def api(self) -> Api:
        return Api(self.connection)

    def check(self) -> Shop:
        if not DOMAIN.match(self.connection.told.get("domain", "")):
            raise ShopTrouble(_t("Write the address like your-shop.myshopify.com."), is_lasting=True)
        said = self.api.ask(questions.SHOP)
        installation = said.get("currentAppInstallation") or {}
        granted = {each["handle"] for each in installation.get("accessScopes", [])}
        missing = sorted(
            each for each in SCOPES - granted if f"write_{each.removeprefix('read_')}" not in granted
        )
        note = ""
        if missing:
            words = _t("The app may not do everything: give it %(scopes)s in Shopify.")
            note = words % {"scopes": ", ".join(missing)}
        return Shop(said["shop"]["name"], said["shop"]["currencyCode"], note)

    def page(self, noun: str, *, cursor: str, since: datetime | None) -> Page:
        """In the order of their numbers, or of their changes: what changes meanwhile moves behind, not before."""
        first = PER_PAGE[noun]
        while True:
            try:
                return self._page(noun, first, cursor, since)
            except TooCostly:
                if first == 1:
                    raise
                first //= 2

    def _page(self, noun: str, first: int, cursor: str, since: datetime | None) -> Page:
        if noun == "stock":
            return Page([]) if since else stock.page(self.api, first, cursor)
        if noun == carts.NOUN:
            return carts.page(self.api, first, cursor, since)
        said = self.api.ask(
            questions.page_of(noun), first=first, after=cursor or None,
            query=f"updated_at:>='{since.isoformat()}'" if since else None,
            sort="UPDATED_AT" if since else "ID", count=not cursor,
        )  # fmt: skip
        counted = (said.get(f"{noun}Count") or {}).get("count")
        return self._read_page(noun, said[noun], counted, is_stocked=since is not None)

    def _read_page(self, noun: str, part: dict[str, Any], total: int | None, *, is_stocked: bool) -> Page:
        """The items of a page. What does not fit into one (many lines, many scans) is asked for besides: where the
        purse ends meanwhile, so does the page, or it would be asked again and again and never come to its end."""
        items: list[Item | Broken] = []
        cursor = part["pageInfo"]["endCursor"] if part["pageInfo"]["hasNextPage"] else ""
        for edge in part["edges"]:
            try:
                item = self._read(noun, edge["node"])
                items.append(self._stocked(item) if is_stocked else item)
            except Throttled:
                if not items:
                    raise
                cursor = part["edges"][len(items) - 1]["cursor"]
                break
        return Page(items, cursor, total)

    def fetch(self, noun: str, key: str) -> Item | Broken | None:
        if noun == "inventory":
            return self._fetch_stock(key)
        if noun == carts.NOUN:
            return carts.fetch(self.api, key)
        one = self.api.ask(questions.one_of(noun), id=questions.gid(questions.TYPES[noun], key))
        node = one[questions.ONE[noun]]
        if not node and noun == "orders" and "read_all_orders" not in self._granted():
            return Item(
                noun, key
            )  # gone, or older than the 60 days that the app may see: nothing is said of it
        return self._stocked(self._read(noun, node)) if node else None

    def _granted(self) -> set[str]:
        installation = self.api.ask(questions.SHOP).get("currentAppInstallation") or {}
        return {each["handle"] for each in installation.get("accessScopes", [])}

    def _stocked(self, item: Item | Broken) -> Item | Broken:
        """A product with what lies in which warehouse."""
        if isinstance(item, Broken) or item.noun != "products":
            return item
        levels, variants = stock.of_product(self.api, item.key)
        return replace(item, levels=levels, levels_of=variants)

    def _fetch_stock(self, key: str) -> Item | Broken | None:
        """The stock of a variant is told with its product."""
        said = self.api.ask(questions.PRODUCT_OF_STOCK, id=questions.gid("InventoryItem", key))
        variants = ((said["inventoryItem"] or {}).get("variants") or {}).get("nodes")
        return self.fetch("products", str(variants[0]["product"]["legacyResourceId"])) if variants else None

    def _read(self, noun: str, node: dict[str, Any]) -> Item | Broken:
        return read_item(noun, str(node.get("legacyResourceId", "")), lambda: self._whole(noun, node))

    def _whole(self, noun: str, node: dict[str, Any]) -> Item:
        if noun == "products":
            self._rest(node, "variants", "product", questions.REST_OF_VARIANTS)
            return answers.product(node, self.connection.currency)
        if noun == "orders":
            if _has_more(node):
                node = self.api.ask(
                    questions.WHOLE_ORDER, id=questions.gid("Order", node["legacyResourceId"])
                )["order"]
            self._rest(node, "lineItems", "order", questions.REST_OF_LINES)
            return self._with_returns(answers.order(node))
        return answers.customer(node)

    def _with_returns(self, item: Item) -> Item:
        """An order of which the desk waits for something tells of each return: its own state is one for all of them."""
        if not open_there(self.connection.source, item.key):
            return item
        return replace(item, sent_back=returning.states_of(self.api, item.key))

    def _rest(self, node: dict[str, Any], name: str, of: str, question: str) -> None:
        """Fetch the variants or lines that did not fit into the page."""
        part, key = node[name], questions.gid(of.capitalize(), str(node["legacyResourceId"]))
        while part["pageInfo"]["hasNextPage"]:
            more = self.api.ask(question, id=key, after=part["pageInfo"]["endCursor"])[of][name]
            part["nodes"] += more["nodes"]
            part["pageInfo"] = more["pageInfo"]

    def open_hooks(self, address: str) -> str:
        there = {(each["topic"], each["uri"]) for each in self._hooks()}
        for topic in webhooks.TOPICS:
            if (topic, address) not in there:
                hook = {"uri": address, "format": "JSON"}
                said = self.api.ask(questions.OPEN_HOOK, topic=topic, hook=hook)["webhookSubscriptionCreate"]
                if said["userErrors"]:
                    words = _t("Shopify says: %(words)s") % {"words": said["userErrors"][0]["message"]}
                    raise ShopTrouble(words, is_lasting=True)
        return ""  # it signs with the app's own secret

    def _hooks(self) -> Sequence[dict[str, Any]]:
        found, after = [], None
        while True:
            said = self.api.ask(questions.HOOKS, after=after)["webhookSubscriptions"]
            found += said["nodes"]
            if not said["pageInfo"]["hasNextPage"]:
                return found
            after = said["pageInfo"]["endCursor"]

    def hear(self, call: Call) -> Heard:
        secret = self.connection.secret("secret")
        signed = base64.b64encode(hmac.new(secret.encode(), call.body, hashlib.sha256).digest())
        sent = call.headers.get("X-Shopify-Hmac-Sha256", "")
        key, topic = call.headers.get("X-Shopify-Webhook-Id", ""), call.headers.get("X-Shopify-Topic", "")
        if not secret or not key or not hmac.compare_digest(signed, sent.encode()):
            raise NotGenuine
        return Heard(key, topic)

    def told(self, topic: str, body: bytes) -> Sequence[Item | Broken | Changed]:
        return webhooks.told(topic, body, self.connection.currency)

    @classmethod
    def objection(cls, action: str, plan: Plan) -> str:
        if any(each.kind == "charge" for each in plan.money):
            return _t("Shopify charges nobody by itself: the new items must not cost more than the old ones.")
        return ""

    def order_address(self, key: str) -> str:
        return f"https://{self.connection.told.get('domain', '')}/admin/orders/{key}"

    def found(self, run: ActionRun) -> Done | None:
        return acting.found(self.api, run)

    def act(self, run: ActionRun) -> Done:
        return acting.act(self.api, run)

    def undo(self, run: ActionRun) -> Done:
        return acting.UNDOES[run.action](self.api, run)


def _has_more(order: dict[str, Any]) -> bool:
    """Whether an order has as much of something as was asked for, and maybe more."""
    few = questions.FEW
    parcels = order["fulfillments"]
    return (
        len(order["transactions"]) == few["transactions"]
        or len(parcels) == few["parcels"]
        or any(len(each["fulfillmentLineItems"]["nodes"]) == few["pieces"] for each in parcels)
        or any(len(each["events"]["nodes"]) == few["scans"] for each in parcels)
    )
