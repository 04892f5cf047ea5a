"""The 74 requests of the real shop, done by our actions: the end state of every order, payment and balance is what the
requests imply, worked out apart from the product in `retail_reference.py`."""

import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.db import transaction

from shopbell.shop.actions.perform import perform_action, preview_action
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.importer import import_file
from shopbell.shop.models import Address, Exchange, Order, OrderLine, Payment, PaymentMethod, Return, Variant

from .retail_reference import ADDRESS, Forbidden, Shop

FOLDER = Path(__file__).parents[3] / "../shared/data/retail-shop"
pytestmark = [
    pytest.mark.skipif(
        not (FOLDER / "tasks.json").exists() or os.environ.get("CI") == "true",
        reason="the real shop's files are not here",
    ),
    pytest.mark.django_db,
]
OURS = dict(zip(ADDRESS, ("line1", "line2", "city", "region", "country", "postcode"), strict=True))
NAMES = {
    "cancel_pending_order": "cancel_order",
    "modify_pending_order_address": "change_address",
    "modify_pending_order_items": "change_items",
    "modify_user_address": "change_default_address",
    "return_delivered_order_items": "return_items",
    "exchange_delivered_order_items": "exchange_items",
}
RIGHTLY_REFUSED = {"105"}  # the gift card holds less than the difference


def tasks():
    return json.loads((FOLDER / "tasks.json").read_text())


def writes(task):
    actions = task["evaluation_criteria"]["actions"] or []
    return [(each["name"], each["arguments"]) for each in actions if each["name"] in NAMES]


class Book:
    """Our rows by the numbers of the file."""

    def __init__(self, reference: Shop):
        self.orders = {order.external_id: order for order in Order.objects.select_related("customer")}
        self.methods = {method.external_id: method.pk for method in PaymentMethod.objects.all()}
        self.variants = dict(Variant.objects.values_list("external_id", "pk"))
        self.customers = {
            row["user"]: self.orders[number].customer for number, row in reference.orders.items()
        }

    def perform(self, name: str, arguments: dict, key: str):
        asked = self.asked(name, arguments)
        preview = preview_action(NAMES[name], by="bot", **asked)
        run = perform_action(NAMES[name], by="bot", key=key, **asked)
        assert preview.as_dict()["money"] == run.effects["money"]
        assert perform_action(NAMES[name], by="bot", key=key, **asked) == run

    def asked(self, name: str, arguments: dict) -> dict:
        if name == "modify_user_address":
            return {"customer": self.customers[arguments["user_id"]], "parameters": address(arguments)}
        order = self.orders[arguments["order_id"]]
        if name == "modify_pending_order_address":
            return {"order": order, "parameters": address(arguments)}
        if name == "cancel_pending_order":
            return {"order": order, "parameters": {"reason": arguments["reason"]}}
        lines = [{"line": pk} for pk in self.lines(order, arguments["item_ids"])]
        for line, new in zip(lines, arguments.get("new_item_ids", []), strict=False):
            line["variant"] = self.variants[new]
        return {
            "order": order,
            "parameters": {"lines": lines, "method": self.methods[arguments["payment_method_id"]]},
        }

    def lines(self, order, items):
        standing = defaultdict(list)
        for pk, item in order.lines.order_by("position").values_list("pk", "variant__external_id"):
            standing[item].append(pk)
        return [standing[item].pop(0) for item in items]


def address(arguments):
    return {ours: arguments[theirs] for theirs, ours in OURS.items()}


def theirs(parts):
    return {name: parts.get(ours, "") for name, ours in OURS.items()}


def state(customers):
    """Orders, balances and default addresses of `customers` as we have them, in the words of the file."""
    own = {"customer__in": customers}
    orders = Order.objects.filter(**own).prefetch_related("lines__variant", "payments__method")
    returns = {
        each.order_id: each
        for each in Return.objects.select_related("method").prefetch_related("lines__line")
    }
    swaps = {
        each.order_id: each
        for each in Exchange.objects.select_related("method").prefetch_related("lines__line")
    }
    cards = PaymentMethod.objects.filter(kind="gift_card", **own)
    return {
        "orders": {
            order.external_id: ours(order, returns.get(order.pk), swaps.get(order.pk)) for order in orders
        },
        "balances": dict(cards.values_list("external_id", "balance_cents")),
        "addresses": {
            row.customer_id: theirs(row.parts) for row in Address.objects.filter(is_default=True, **own)
        },
    }


def rows_of_others(customers):
    """Every row of everybody else, to be the same before and after."""
    theirs = [(Order, "customer"), (OrderLine, "order__customer"), (Payment, "order__customer")]
    theirs += [(PaymentMethod, "customer"), (Address, "customer")]
    return [list(table._base_manager.exclude(**{f"{way}__in": customers}).order_by("pk").values_list()) for table, way in theirs]  # fmt: skip


def ours(order, returned, exchange):
    items = Counter((line.variant.external_id, line.price_cents) for line in order.lines.all())
    assert order.total_cents == sum(price * count for (_, price), count in items.items())
    assert (
        all(line.options == line.variant.options for line in order.lines.all())
        or order.status != "items_changed"
    )
    return {
        "status": order.status,
        "address": theirs(order.address),
        "items": items,
        "payments": Counter(
            (each.kind, each.method.external_id, each.amount_cents) for each in order.payments.all()
        ),
        "reason": order.cancel_reason,
        "returned": returned and back(returned),
        "exchanged": exchange and swapped(exchange),
    }


def back(returned):
    items = sorted(each.line.variant.external_id for each in returned.lines.all())
    return items, returned.method.external_id, returned.refund_cents


def swapped(exchange):
    pairs = sorted((each.line.variant.external_id, each.variant.external_id) for each in exchange.lines.all())
    return pairs, exchange.method.external_id, exchange.difference_cents


def implied(shop: Shop, users, book: Book):
    return {
        "orders": {number: shown(order) for number, order in shop.orders.items() if order["user"] in users},
        "balances": {
            method: cents
            for method, cents in shop.balances.items()
            if any(method in shop.users[user]["methods"] for user in users)
        },
        "addresses": {book.customers[user].pk: shop.users[user]["address"] for user in users},
    }


def shown(order):
    items = Counter((each["item"], each["price"]) for each in order["items"])
    said = {key: value for key, value in order.items() if key != "user"}
    return said | {"items": items, "payments": Counter(order["payments"])}


@pytest.mark.requirement("R81")
def test_every_request_ends_as_it_implies():
    import_file(FOLDER / "db.json")
    reference = Shop(json.loads((FOLDER / "db.json").read_text()))
    book, wrong, refused, count = Book(reference), {}, set(), 0

    for task in tasks():
        shop, users = reference.copy(), users_of(task, reference)
        customers = [book.customers[user].pk for user in users]
        with transaction.atomic():
            others = rows_of_others(customers)
            for name, arguments in writes(task):
                count += 1
                if not done(book, shop, name, arguments, f"{task['id']}-{count}"):
                    refused.add(task["id"])
            if state(customers) != implied(shop, users, book):
                wrong[task["id"]] = (state(customers), implied(shop, users, book))
            assert rows_of_others(customers) == others
            transaction.set_rollback(True)

    assert not wrong
    assert count > 100 and refused == RIGHTLY_REFUSED


def users_of(task, shop):
    asked = [arguments for _name, arguments in writes(task)]
    return sorted({each.get("user_id") or shop.orders[each["order_id"]]["user"] for each in asked})


def done(book, shop, name, arguments, key):
    """Whether both did it; False when both refused."""
    try:
        shop.apply(name, arguments)
    except Forbidden:
        with pytest.raises(ActionRefused):
            book.perform(name, arguments, key)
        return False
    book.perform(name, arguments, key)
    return True
