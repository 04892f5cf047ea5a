"""The connector to a home-made shop (`docs/home-made-shop.md`): one JSON per thing, in lists, alone and in calls."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ...actions.run import ActionRun
from ..connector import NOUNS, Connector
from ..errors import NotGenuine, ShopRefuses, ShopTrouble
from ..item import Broken, Call, Changed, Done, Field, Heard, Item, Page, Shop
from ..mark import key_of
from ..way import ask_shop
from .rows import read

SIGNATURE, DELIVERY = "X-Shop-Signature", "X-Shop-Delivery"
AT_ONCE = 100
CARTS = "carts"
REFUSED = (404, 409, 422)


class HomeMade(Connector):
    kind: ClassVar = "homemade"
    label: ClassVar = _("Home-made shop")
    lead: ClassVar = _(
        "A shop of your own, with a few addresses that answer the desk and a webhook that tells it what "
        "changed. The documentation says which."
    )
    fields: ClassVar = (
        Field(
            "address",
            _("Address"),
            _("What all addresses begin with, such as https://shop.example/desk."),
            is_place=True,
        ),
        Field("key", _("Key"), _("The desk shows it with every question."), is_secret=True),
    )
    nouns: ClassVar = (*NOUNS, CARTS)
    actions: ClassVar = frozenset(
        {
            "cancel_order", "refund_order", "change_address", "change_items", "return_items", "exchange_items",
            "reship",
        }
    )  # fmt: skip

    def check(self) -> Shop:
        if not self.connection.told.get("address", "").startswith(("https://", "http://")):
            raise ShopTrouble(_t("Write the address like https://shop.example/desk."), is_lasting=True)
        said = self._ask("GET", "/shop")
        if not isinstance(said, dict) or not said.get("name") or not said.get("currency"):
            raise ShopTrouble(_t("It does not say the shop's name and currency."), is_lasting=True)
        return Shop(str(said["name"])[:120], str(said["currency"])[:3])

    def page(self, noun: str, *, cursor: str, since: datetime | None) -> Page:
        asked = {"limit": str(AT_ONCE), "cursor": cursor, "since": since.isoformat() if since else ""}
        words = urlencode({name: value for name, value in asked.items() if value})
        said = self._ask("GET", f"/{noun}?{words}")
        if noun == CARTS and said is None:  # the shop does not tell of carts
            return Page([], "", 0)
        if not isinstance(said, dict) or not isinstance(said.get("items"), list):
            raise ShopTrouble(_t("It does not answer with a list of items."))
        total = said.get("total")
        items = [read(noun, each) for each in said["items"]]
        return Page(items, str(said.get("cursor") or ""), total if isinstance(total, int) else None)

    def fetch(self, noun: str, key: str) -> Item | Broken | None:
        status, said = self._answer("GET", f"/{noun}/{quote(key, safe='')}")
        # another 404 is one of a server in between, or of a shop that is just being put up
        if status == 404 and isinstance(said, dict) and said.get("is_gone") is True:
            return None
        return read(noun, _good(status, said))

    def open_hooks(self, address: str) -> str:
        secret = self.connection.secret("hook") or secrets.token_urlsafe(32)
        if self._ask("PUT", "/webhook", {"address": address, "secret": secret}) is None:
            raise ShopTrouble(_t("It takes no address for its webhook."), is_lasting=True)
        return secret

    def hear(self, call: Call) -> Heard:
        secret = self.connection.secret("hook")
        told = call.headers.get(SIGNATURE, "").removeprefix("sha256=").lower()
        if not secret or not hmac.compare_digest(told.encode(), signature_of(call.body, secret).encode()):
            raise NotGenuine
        # a shop that numbers no calls: what says the same twice is the same call
        return Heard(call.headers.get(DELIVERY) or hashlib.sha256(call.body).hexdigest(), "")

    def told(self, topic: str, body: bytes) -> Sequence[Item | Broken | Changed]:
        return [_change(each) for each in json.loads(body)["changes"]]

    def found(self, run: ActionRun) -> Done | None:
        said = self._ask("GET", f"/actions/{key_of(run)}")
        return None if said is None else _done(said)

    def act(self, run: ActionRun) -> Done:
        key = run.order.external_id if run.order else ""
        wish = {"parameters": run.parameters, "effects": run.effects}
        path = f"/orders/{quote(key, safe='')}/actions/{run.action}"
        status, said = self._answer("POST", path, wish, {"Idempotency-Key": key_of(run)})
        if status in REFUSED:
            words = said.get("sentence") if isinstance(said, dict) else ""
            raise ShopRefuses(str(words or _t("The shop does not do this."))[:300])
        return _done(_good(status, said))

    def _ask(self, method: str, path: str, send: Any = None) -> Any:
        """The JSON of a good answer; None for 404."""
        status, said = self._answer(method, path, send)
        return None if status == 404 else _good(status, said)

    def _answer(
        self, method: str, path: str, send: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        base = str(self.connection.told["address"]).rstrip("/")
        key = {"Authorization": f"Bearer {self.connection.secret('key')}"}
        answer, said = ask_shop(method, base + path, headers=key | (headers or {}), send=send)
        return answer.status, said


def signature_of(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _change(told: dict[str, Any]) -> Item | Broken | Changed:
    """What it is now (`item`), that it is gone (`is_gone`), or that the desk is to ask (`key` alone)."""
    noun = told["noun"]
    if noun not in HomeMade.nouns:
        raise ValueError(noun)
    if "item" in told:
        return read(noun, told["item"])
    key = str(told["key"])[:80]
    return Item(noun, key, is_gone=True) if told.get("is_gone") else Changed(noun, key)


def _good(status: int, said: Any) -> Any:
    if status not in (200, 201):
        raise ShopTrouble(_t("The shop answers with something else (HTTP %(status)s).") % {"status": status})
    return {} if said is None else said


def _done(said: Any) -> Done:
    return Done(str(said.get("id", ""))[:80] if isinstance(said, dict) else "")
