"""A shop to whose orders anything is done, in any order: again, undone, or cut off in the middle."""

import itertools
from collections import Counter
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from shopbell.core.errors import Refused
from shopbell.customers.models import Customer
from shopbell.shop.actions import undo
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.refusal import KeyReused
from shopbell.shop.models import (
    ActionRun,
    ExchangeLine,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Product,
    ReturnLine,
    Variant,
)  # fmt: skip

from .state import everything

START = 10  # pieces of each variant, and what the orders hold besides
KEYS = itertools.count(1)
PLACES = [
    "perform.move_money", "perform.move_stock", "perform.tell", "ledger.change_balance", "ledger.void_money",
    "undo.tell", "undo.void_money",
]  # fmt: skip
PARCELS = ["receive_return", "withdraw_return", "send_exchange", "withdraw_exchange", "reship"]


class Crash(Exception):
    pass


def crashing(place):
    """The process dies right after `place` was done, before anything is committed."""
    module, name = place.split(".")
    target = f"shopbell.shop.actions.{module}.{name}"
    real = getattr(__import__(f"shopbell.shop.actions.{module}", fromlist=[name]), name)

    def die(*args, **more):
        real(*args, **more)
        raise Crash

    return patch(target, die)


class Shop(RuleBasedStateMachine):
    @initialize()
    def open(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.customer = Customer.objects.create(name="Mina")
        product = Product.objects.create(external_id=f"p{next(KEYS)}", name="Vase")
        self.variants = [
            Variant.objects.create(
                product=product, external_id=str(price), price_cents=price, currency="EUR", stock=START,
                options={"size": str(price)},
            )
            for price in (1000, 1300, 700)
        ]  # fmt: skip
        self.methods = [
            PaymentMethod.objects.create(
                customer=self.customer, kind=kind, external_id=f"{kind}{next(KEYS)}", balance_cents=balance
            )
            for kind, balance in (("card", None), ("gift_card", 2500), ("gift_card", 800))
        ]
        self.orders = [
            self.sell(status, methods)
            for status, methods in (
                ("pending", self.methods[:2]), ("delivered", self.methods[:1]), ("delivered", self.methods[1:2]),
            )
        ]  # fmt: skip
        self.held = self.pieces()
        self.asked: list[tuple[str, dict]] = []

    def sell(self, status, methods):
        number = f"{next(KEYS)}"
        first, second = self.variants[:2]
        order = Order.objects.create(
            external_id=number,
            number=number,
            customer=self.customer,
            currency="EUR",
            status=status,
            total_cents=3300,
        )
        for variant, quantity in ((first, 2), (second, 1)):
            OrderLine.objects.create(
                order=order, external_id=f"{variant.pk}", variant=variant, name="Vase", options=variant.options,
                quantity=quantity, price_cents=variant.price_cents,
            )  # fmt: skip
        for method in methods:
            Payment.objects.create(
                order=order, kind="payment", method=method, amount_cents=3300 // len(methods), currency="EUR"
            )
        return order

    def teardown(self):
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # --- what people do -----------------------------------------------------------------------------

    def act(self, name, data, **parameters):
        order = data.draw(st.sampled_from(self.orders), label="order")
        self.perform(name, data, order=order, parameters=parameters)

    def perform(self, name, data, **asked):
        asked |= {"name": name, "by": None, "key": f"k{next(KEYS)}"}
        place = data.draw(st.sampled_from([*[None] * 9, *PLACES]), label="crash")
        if place:
            before = everything()
            with crashing(place):
                try:
                    perform_action(**asked)
                except (Crash, Refused):
                    assert everything() == before
                else:
                    self.asked.append((name, asked))
                    return
        self.settle(asked)

    def settle(self, asked):
        before = everything()
        try:
            perform_action(**asked)
        except Refused:
            assert everything() == before
        else:
            self.asked.append((asked["name"], asked))

    @rule(data=st.data(), reason=st.sampled_from(["no longer needed", "ordered by mistake", "hm"]))
    def cancel(self, data, reason):
        self.act("cancel_order", data, reason=reason)

    @rule(
        data=st.data(),
        cents=st.sampled_from([None, 1, 500, 1650, 3300, 3301]),
        to=st.sampled_from([None, 0, 1, 2]),
    )
    def refund(self, data, cents, to):
        method = None if to is None else self.methods[to].pk
        self.act("refund_order", data, amount_cents=cents, method=method)

    @rule(data=st.data())
    def refund_all(self, data):
        self.act("refund_order", data)

    @rule(data=st.data(), to=st.sampled_from([0, 1, 2]))
    def pay_otherwise(self, data, to):
        self.act("change_payment", data, method=self.methods[to].pk)

    @rule(
        data=st.data(), name=st.sampled_from(["change_items", "exchange_items"]), to=st.sampled_from([0, 1, 2]),
        new=st.sampled_from([0, 1, 2]), quantity=st.sampled_from([None, 1, 2, 3]),
    )  # fmt: skip
    def swap(self, data, name, to, new, quantity):
        order = data.draw(st.sampled_from(self.orders))
        line = data.draw(st.sampled_from(sorted(order.lines.values_list("pk", flat=True))))
        lines = [{"line": line, "variant": self.variants[new].pk, "quantity": quantity}]
        self.perform(name, data, order=order, parameters={"lines": lines, "method": self.methods[to].pk})

    @rule(data=st.data(), quantity=st.sampled_from([None, 1, 2, 3]), to=st.sampled_from([None, 0, 1, 2]))
    def send_back(self, data, quantity, to):
        order = data.draw(st.sampled_from(self.orders))
        line = data.draw(st.sampled_from(sorted(order.lines.values_list("pk", flat=True))))
        method = None if to is None else self.methods[to].pk
        lines = [{"line": line, "quantity": quantity}]
        self.perform("return_items", data, order=order, parameters={"lines": lines, "method": method})

    @rule(data=st.data(), name=st.sampled_from(PARCELS))
    def move_parcels(self, data, name):
        self.act(name, data)

    @rule(data=st.data(), to=st.sampled_from([1, 2]), cents=st.sampled_from([1, 400]))
    def give(self, data, to, cents):
        parameters = {
            "amount_cents": cents,
            "currency": "EUR",
            "form": "gift_card",
            "method": self.methods[to].pk,
        }
        self.perform("give_credit", data, customer=self.customer, parameters=parameters)

    @rule(data=st.data())
    def deliver(self, data):
        order = data.draw(st.sampled_from(self.orders))
        Order.objects.filter(pk=order.pk, status__in=["pending", "items_changed"]).update(status="delivered")

    @precondition(lambda self: getattr(self, "asked", None))
    @rule(data=st.data())
    def ask_again(self, data):
        _name, asked = data.draw(st.sampled_from(self.asked))
        before = everything()
        assert perform_action(**asked).key == asked["key"]
        assert everything() == before

    @precondition(lambda self: getattr(self, "asked", None))
    @rule(data=st.data())
    def use_a_key_for_something_else(self, data):
        _name, asked = data.draw(st.sampled_from(self.asked))
        other = {"amount_cents": 77, "currency": "EUR"}
        before = everything()
        with pytest.raises(KeyReused):
            perform_action("give_credit", by=None, key=asked["key"], customer=self.customer, parameters=other)
        assert everything() == before

    @precondition(lambda self: getattr(self, "asked", None))
    @rule(data=st.data(), cut_off=st.sampled_from([None, "undo.tell", "undo.void_money"]))
    def take_back(self, data, cut_off):
        _name, asked = data.draw(st.sampled_from(self.asked))
        run = ActionRun.objects.get(key=asked["key"])
        before = everything()
        try:
            if cut_off:
                with crashing(cut_off):
                    undo.undo_run(run, by=None)
            else:
                undo.undo_run(run, by=None)
        except (Refused, Crash):
            assert everything() == before

    # --- what must hold -----------------------------------------------------------------------------

    @invariant()
    def nothing_is_paid_back_beyond_what_was_paid(self):
        for order in getattr(self, "orders", []):
            rows = list(Payment.objects.filter(order=order, voided_at=None))
            paid, given = Counter(), Counter()
            for row in rows:
                if row.kind == "payment":
                    paid[row.pk] += row.amount_cents
                else:
                    given[row.repays_id] += row.amount_cents
            assert all(given[pk] <= paid[pk] for pk in given)

    @invariant()
    def the_money_of_every_gift_card_adds_up(self):
        for method, start in zip(getattr(self, "methods", [])[1:], (2500, 800), strict=False):
            moved = Payment.objects.filter(method=method, voided_at=None, run__isnull=False)
            balance = start + sum(row.amount_cents * (1 if row.kind == "refund" else -1) for row in moved)
            for run in ActionRun.objects.filter(action="give_credit", status="done"):
                balance += run.parameters["amount_cents"] * (run.parameters["method"] == method.pk)
            method.refresh_from_db()
            assert method.balance_cents == balance >= 0

    @invariant()
    def what_an_order_costs_is_what_was_paid_for_it(self):
        refunds = set(
            ActionRun.objects.filter(action="refund_order", status="done").values_list("order", flat=True)
        )
        for order in Order.objects.filter(pk__in=[each.pk for each in getattr(self, "orders", [])]):
            if order.pk in refunds or order.status in ("cancelled", "refunded"):
                continue
            rows = order.payments.standing().select_related("run")
            paid = sum(row.amount_cents * (1 if row.kind == "payment" else -1) for row in rows)
            of_returns = sum(
                row.amount_cents for row in rows if row.run and row.run.action == "receive_return"
            )
            assert order.total_cents == paid + of_returns  # the rest stays with the customer
            assert order.total_cents == sum(line.quantity * line.price_cents for line in order.lines.all())

    @invariant()
    def the_pieces_of_every_variant_add_up(self):
        if hasattr(self, "held"):
            assert self.pieces() == self.held

    def pieces(self):
        """In stock, with customers, promised to exchanges and sent as replacements."""
        count = Counter({variant.pk: Variant.objects.get(pk=variant.pk).stock for variant in self.variants})
        for line in OrderLine.objects.filter(order__in=self.orders).exclude(order__status="cancelled"):
            count[line.variant_id] += line.quantity
        for row in ReturnLine.objects.filter(returned__order__in=self.orders, returned__status="refunded"):
            count[row.line.variant_id] -= row.quantity
        for row in ExchangeLine.objects.filter(exchange__order__in=self.orders, exchange__status="requested"):
            count[row.variant_id] += row.quantity
        for run in ActionRun.objects.filter(action="reship", status="done"):
            for effect in run.effects["stock"]:
                count[effect["variant"]] -= effect["pieces"]
        return count
