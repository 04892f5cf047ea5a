"""The connector to Vendure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ...actions.preview import Plan
from ...actions.run import ActionRun
from ..connector import Connector, read_item
from ..errors import NotGenuine, ShopTrouble
from ..item import Broken, Call, Changed, Done, Field, Heard, Item, Page, Shop
from . import acting, answers, changes, questions, replacement
from .api import Api
from .place import Place

PER_PAGE = 50
NO_RETURNS = _(
    "Vendure itself knows no returns and no exchanges: pay back once the items are here, and make a new order there "
    "for what is sent in their place."
)


class Vendure(Connector):
    kind: ClassVar = "vendure"
    label: ClassVar = "Vendure"
    lead: ClassVar = _(
        "In Vendure, switch on API keys (authOptions.tokenMethod), and make one for the desk with roles that read the "
        "catalogue, customers and orders, and change orders."
    )
    fields: ClassVar = (
        Field(
            "address",
            _("Address of the server"),
            _("Such as https://shop.example; /admin-api is added to it."),
            is_place=True,
        ),
        Field(
            "key", _("API key"), _("Its role in the shop decides what the desk may do there."), is_secret=True
        ),
        Field(
            "channel",
            _("Token of the channel"),
            _("Empty: the default channel."),
            is_required=False,
            is_place=True,
        ),
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
        channel = self.api.ask(questions.SHOP)["activeChannel"]
        name = (channel.get("seller") or {}).get("name") or channel["code"]
        return Shop(name.strip("_")[:120], channel["defaultCurrencyCode"])

    def page(self, noun: str, *, cursor: str, since: datetime | None) -> Page:
        """In the order in which things were made, which never changes, each page from the moment of the last one on."""
        if since is not None and noun in changes.READERS:
            return changes.READERS[noun](self, cursor, since)
        place = Place.of(cursor)
        changed = [{"updatedAt": {"after": since.isoformat()}}] if since else []
        rows, said = self.listed(noun, questions.FIELDS[noun], place, PER_PAGE, changed)
        items = self._read_all(noun, rows, said)
        ending = len(rows) < PER_PAGE
        return Page(items, "" if ending else place.behind(rows), None if cursor else said[noun]["totalItems"])

    def listed(
        self, noun: str, fields: str, place: Place, most: int, wanted: Sequence[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The next rows of a list, and all that was said."""
        wanted = [*wanted, *place.filter]
        if noun == "orders":
            wanted.append({"orderPlacedAt": {"isNull": False}})
        options = place.options(most) | ({"filter": {"_and": wanted}} if wanted else {})
        said = self.api.ask(questions.page_of(noun, fields), options=options)
        return said[noun]["items"], said

    def whole(self, noun: str, keys: Sequence[str]) -> list[Item | Broken]:
        """The things of these ids, as they are now."""
        if not keys:
            return []
        options = {"take": len(keys), "filter": {"id": {"in": list(keys)}}}
        said = self.api.ask(questions.page_of(noun, questions.FIELDS[noun]), options=options)
        return self._read_all(noun, said[noun]["items"], said)

    def fetch(self, noun: str, key: str) -> Item | Broken | None:
        said = self.api.ask(questions.one_of(noun, questions.FIELDS[noun]), id=key)
        row = said[noun[:-1]]
        return self._read(noun, row, _precision(said)) if row else None

    def _read_all(self, noun: str, rows: list[dict[str, Any]], said: dict[str, Any]) -> list[Item | Broken]:
        return [self._read(noun, row, _precision(said)) for row in rows]

    def _read(self, noun: str, row: dict[str, Any], precision: int) -> Item | Broken:
        if noun == "products":
            row["variants"] = self._variants(row)
        return read_item(noun, str(row["id"]), lambda: _item(noun, row, precision))

    def _variants(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """All of them: Vendure gives no more than a thousand of anything at once."""
        part = row["variantList"]
        variants = list(part["items"])
        while part["items"] and len(variants) < row["variantList"]["totalItems"]:
            said = self.api.ask(questions.MORE_VARIANTS, id=row["id"], skip=len(variants))
            part = (said["product"] or {"variantList": {"items": []}})["variantList"]  # gone meanwhile
            variants += part["items"]
        return variants

    def hear(self, call: Call) -> Heard:
        raise NotGenuine  # Vendure itself calls nobody

    def told(self, topic: str, body: bytes) -> Sequence[Item | Broken | Changed]:
        return []

    @classmethod
    def objection(cls, action: str, plan: Plan) -> str:
        if any(each.kind == "charge" for each in plan.money):
            return _t("Vendure charges nobody by itself: the new items must not cost more than the old ones.")
        return ""

    def found(self, run: ActionRun) -> Done | None:
        return acting.found(self.api, run)

    def act(self, run: ActionRun) -> Done:
        return acting.act(self.api, run)

    def undo(self, run: ActionRun) -> Done:
        return replacement.take_back(self.api, run)


def _item(noun: str, row: dict[str, Any], precision: int) -> Item:
    if noun == "products":
        return answers.product(row, precision)
    return answers.order(row, precision) if noun == "orders" else answers.customer(row)


def _precision(said: dict[str, Any]) -> int:
    return said["globalSettings"]["serverConfig"]["moneyStrategyPrecision"]
