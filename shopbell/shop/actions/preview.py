"""A preview: what an action will do, to the cent and to the piece, and the rule that allows it or does not."""

from dataclasses import dataclass, field
from typing import Any, Literal

from shopbell.customers.customer import Customer

from ..order import Order, OrderStatus
from ..payment import PaymentMethod
from ..policies.fact import Facts
from ..policies.policy import Outcome
from ..policies.ruling import Ruling
from ..product import Variant
from ..stock import Levels
from .hold import Hold

When = Literal["now", "received", "sent"]


@dataclass(frozen=True)
class MoneyEffect:
    """Money that moves on one payment method. `days` is None where it is there at once.

    A credit is given beyond what was paid: onto a gift card, or as a voucher where there is no method.
    """

    kind: Literal["refund", "charge", "credit"]
    cents: int
    currency: str
    method: PaymentMethod | None
    days: tuple[int, int] | None = None
    when: When = "now"
    repays: int | None = None  # the payment that a refund pays back

    @property
    def method_name(self) -> str:
        return str(self.method) if self.method else ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "cents": self.cents,
            "currency": self.currency,
            "method": self.method.pk if self.method else None,
            "method_name": self.method_name,
            "days": list(self.days) if self.days else None,
            "when": self.when,
        }


@dataclass(frozen=True)
class StockEffect:
    """Pieces of a variant that come back (above zero) or are taken (below)."""

    variant: Variant
    pieces: int
    when: When = "now"

    def as_dict(self) -> dict[str, Any]:
        return {
            "variant": self.variant.pk,
            "name": f"{self.variant.product.name}, {self.variant}",
            "pieces": self.pieces,
            "when": self.when,
        }


@dataclass
class Plan:
    """What an action means to do: what `perform` then does, and what a preview shows."""

    money: list[MoneyEffect] = field(default_factory=list)
    stock: list[StockEffect] = field(default_factory=list)
    status: OrderStatus | None = None  # of the order afterwards; None: as it is
    levels: dict[str, Levels] = field(
        default_factory=dict
    )  # by variant: where pieces that come back were taken from
    data: dict[str, Any] = field(default_factory=dict)  # what is shown besides: label, code, address


@dataclass(frozen=True)
class Preview:
    action: str
    order: Order | None
    customer: Customer
    parameters: dict[str, Any]
    plan: Plan
    status_before: str
    ruling: Ruling
    hold: Hold | None = None  # why it would wait for approval
    facts: Facts = field(default_factory=Facts)

    @property
    def money(self) -> list[MoneyEffect]:
        return self.plan.money

    @property
    def stock(self) -> list[StockEffect]:
        return self.plan.stock

    @property
    def data(self) -> dict[str, Any]:
        return self.plan.data

    @property
    def status_after(self) -> str:
        return str(self.plan.status or self.status_before)

    @property
    def is_refused(self) -> bool:
        return self.ruling.outcome == Outcome.REFUSE

    @property
    def given_cents(self) -> int:
        """What the shop pays: refunds and credit."""
        return sum(effect.cents for effect in self.money if effect.kind in ("refund", "credit"))

    @property
    def currency(self) -> str:
        if self.order is not None:
            return self.order.currency
        return self.money[0].currency if self.money else ""

    @property
    def cost_cents(self) -> int:
        """What it costs the shop, by which authority and budgets are measured: the money that it pays beyond what it
        takes, and goods that leave for nothing. What comes back is no gain, since nobody has looked at it yet: an
        exchange costs what leaves where it passes over a rule, and only what it differs by where the rules allow it."""
        charged = sum(effect.cents for effect in self.money if effect.kind == "charge")
        priced = [each for each in self.stock if each.variant.currency in ("", self.currency)]
        if self.ruling.waived_rule:
            priced = [each for each in priced if each.pieces < 0 or each.when != "received"]
        goods = sum(-each.pieces * each.variant.price_cents for each in priced)
        return max(0, self.given_cents - charged + max(0, goods))

    def as_dict(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "order": self.order.number if self.order else None,
            "customer": self.customer.pk,
            "parameters": self.parameters,
            "money": [effect.as_dict() for effect in self.money],
            "stock": [effect.as_dict() for effect in self.stock],
            "status_before": self.status_before,
            "status_after": self.status_after,
            "ruling": self.ruling.as_dict(),
            "data": self.data,
        }
