"""The connector to Vendure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ...actions.run import ActionRun
from ..connector import Connector, read_item
from ..errors import NotGenuine, ShopTrouble
from ..item import Broken, Call, Changed, Done, Field, Heard, Item, Page, Shop
from . import acting, answers, questions
from .api import Api

PER_PAGE = 50
FRESH, OPEN = (
    timedelta(days=14),
    timedelta(days=90),
)  # how long an order is looked at again, and while it is under way
ENDED = ["Delivered", "Cancelled"]
A_MOMENT = timedelta(milliseconds=1)


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
            _("Such as https://shop.example; /admin-api comes behind it."),
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
    actions: ClassVar = frozenset({"cancel_order", "refund_order", "change_address"})

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
        after, _bar, seen = cursor.partition("|")
        options: dict[str, Any] = {
            "take": PER_PAGE,
            "skip": int(seen or 0),
            "sort": {"createdAt": "ASC", "id": "ASC"},
        }
        if wanted := self._wanted(noun, since, after):
            options["filter"] = {"_and": wanted}
        said = self.api.ask(questions.page_of(noun, questions.FIELDS[noun]), options=options)
        rows, precision = said[noun]["items"], _precision(said)
        items = [self._read(noun, row, precision) for row in rows]
        return Page(items, _next(rows, after, int(seen or 0)), None if cursor else said[noun]["totalItems"])

    def _wanted(self, noun: str, since: datetime | None, after: str) -> list[dict[str, Any]]:
        wanted: list[dict[str, Any]] = [{"createdAt": {"after": after}}] if after else []
        if noun == "orders":
            wanted.append({"orderPlacedAt": {"isNull": False}})
        if since is not None:
            changed: list[dict[str, Any]] = [{"updatedAt": {"after": since.isoformat()}}]
            wanted.append({"_or": changed + self._besides(noun, since)})
        return wanted

    def _besides(self, noun: str, since: datetime) -> list[dict[str, Any]]:
        """What may have changed although its own moment of change stayed: an order's state, a product's variants."""
        if noun == "orders":
            under_way = [
                {"orderPlacedAt": {"after": (since - OPEN).isoformat()}},
                {"state": {"notIn": ENDED}},
            ]
            return [{"orderPlacedAt": {"after": (since - FRESH).isoformat()}}, {"_and": under_way}]
        if noun == "products":
            options = {"take": 1000, "filter": {"updatedAt": {"after": since.isoformat()}}}
            rows = self.api.ask(questions.CHANGED_VARIANTS, options=options)["productVariants"]["items"]
            ids = sorted({row["productId"] for row in rows})
            return [{"id": {"in": ids}}] if ids else []
        return []

    def fetch(self, noun: str, key: str) -> Item | Broken | None:
        said = self.api.ask(questions.one_of(noun, questions.FIELDS[noun]), id=key)
        row = said[noun[:-1]]
        return self._read(noun, row, _precision(said)) if row else None

    def _read(self, noun: str, row: dict[str, Any], precision: int) -> Item | Broken:
        return read_item(noun, str(row["id"]), lambda: _item(noun, row, precision))

    def hear(self, call: Call) -> Heard:
        raise NotGenuine  # Vendure itself calls nobody

    def told(self, topic: str, body: bytes) -> Sequence[Item | Broken | Changed]:
        return []

    def found(self, run: ActionRun) -> Done | None:
        return acting.found(self.api, run)

    def act(self, run: ActionRun) -> Done:
        return acting.act(self.api, run)


def _item(noun: str, row: dict[str, Any], precision: int) -> Item:
    if noun == "products":
        return answers.product(row, precision)
    return answers.order(row, precision) if noun == "orders" else answers.customer(row)


def _precision(said: dict[str, Any]) -> int:
    return said["globalSettings"]["serverConfig"]["moneyStrategyPrecision"]


def _next(rows: list[dict[str, Any]], after: str, seen: int) -> str:
    """Where the next page begins, as the moment before the last one and how many of that moment are known; empty behind
    the last page. Rows that go meanwhile so shift no page."""
    if len(rows) < PER_PAGE:
        return ""
    last = rows[-1]["createdAt"]
    before = (answers.moment(last) - A_MOMENT).isoformat()
    known = sum(row["createdAt"] == last for row in rows)
    return f"{before}|{known + (seen if before == after else 0)}"
