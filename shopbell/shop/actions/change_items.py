"""Changing what is in a pending order: other options of an item, another product, or another number of pieces.

Each line takes its own new variant's price and options. What the order costs more or less is charged to, or paid back
on, one method.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shopbell.core.errors import Refused

from ..order import OrderLine, OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .backend import OWN
from .facts import method_facts, scene_facts
from .ledger import charge, covers, pay_back
from .lines import (
    MOST_LINES,
    NewPieces,
    asked_of,
    goods_cents,
    lines_of,
    new_facts,
    stock_of,
    variant_of,
    worth,
)
from .preview import MoneyEffect, Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene

KEPT = ("variant_id", "name", "options", "quantity", "price_cents")
SUMS = ("total_cents", "discount_cents", "tax_cents")


class ItemChange(NewPieces):
    """Pieces of a line for as many of another variant, or for another number of them."""

    new_quantity: int | None = Field(
        default=None, gt=0, le=100_000, description="as many as before, if not given"
    )


class ItemsParameters(Parameters):
    lines: list[ItemChange] = Field(min_length=1, max_length=MOST_LINES)
    method: int | None = None


class ChangeItems(Action[ItemsParameters]):
    name = "change_items"
    label = _("Change the items")
    Parameters = ItemsParameters

    def variant_ids(self, p: ItemsParameters) -> Iterable[int]:
        return [each.variant for each in p.lines]

    def facts(self, scene: Scene, p: ItemsParameters) -> Facts:
        difference = _difference(scene, p)
        method = method_facts(
            scene, scene.method(p.method), charged_cents=max(difference, 0), named=p.method is not None
        )
        lines = new_facts(scene, list(p.lines))
        for each, facts in zip(p.lines, lines, strict=True):
            if each.new_quantity not in (None, asked_of(scene, each)):
                facts["line.changes"] = [*facts.get("line.changes", []), "quantity"]
        return Facts(
            scene_facts(scene) | method | {"difference": difference, "amount": max(-difference, 0)}, lines
        )

    def plan(self, scene: Scene, p: ItemsParameters, terms: Terms) -> Plan:
        moved: Counter[int] = Counter()
        for each, line, asked in lines_of(scene, p.lines):
            moved[variant_of(scene, each).pk] -= _new_quantity(scene, each)
            if line.variant_id:
                moved[line.variant_id] += asked
        difference = _difference(scene, p)
        return Plan(
            money=difference_effects(scene, difference, p.method, terms),
            stock=stock_of(scene, moved),
            # a shop system has no such state: there the order stands as before, and may be changed again
            status=OrderStatus.ITEMS_CHANGED if scene.bought.source in OWN else None,
            data={"difference_cents": difference},
        )

    def carry_out(self, scene: Scene, p: ItemsParameters, plan: Plan, run: ActionRun) -> None:
        order = scene.bought
        run.before |= _standing(scene)
        goods = goods_cents(scene)
        run.before["new_lines"] = [new.pk for each in p.lines if (new := _change(scene, each))]
        after = sum(line.quantity * line.price_cents for line in order.lines.all())
        before_total = order.total_cents
        order.total_cents += plan.data["difference_cents"]
        order.discount_cents = order.discount_cents * after // goods if goods else 0
        order.tax_cents = order.tax_cents * order.total_cents // before_total if before_total else 0
        order.save(update_fields=list(SUMS))
        run.before["made"] = _standing(scene)

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        if run.before.get("made") not in (None, _standing(scene)):
            raise Refused(_t("The order has moved on since, so it is left as it is now."))
        OrderLine.objects.filter(pk__in=run.before["new_lines"]).delete()
        for pk, values in run.before["lines"].items():
            OrderLine.objects.filter(pk=pk).update(**values)
        for name, value in run.before["sums"].items():
            setattr(scene.bought, name, value)
        scene.bought.save(update_fields=list(SUMS))


def difference_effects(
    scene: Scene, difference: int, method_id: int | None, terms: Terms, *, when="now"
) -> list[MoneyEffect]:
    """What moves on the one method. Raises Refused when none is named, or the gift card does not cover it."""
    if not difference:
        return []
    method = scene.method(method_id)
    if method is None:
        raise refuse("method-named", _t("Choose the payment method for the difference or the refund."))
    if not covers(method, difference):
        raise refuse("gift-card-covers", _t("The gift card holds less than that."))
    if difference > 0:
        return [charge(scene, difference, method, when=when)]
    return pay_back(scene, -difference, method, terms, when=when)


def _new_quantity(scene: Scene, each: ItemChange) -> int:
    return each.new_quantity or asked_of(scene, each)


def _difference(scene: Scene, p: ItemsParameters) -> int:
    """What the order costs more afterwards; what cannot be priced counts nothing."""
    before = after = 0
    for each in p.lines:
        line, variant = scene.lines.get(each.line), scene.variants.get(each.variant)
        if line and variant:
            before += asked_of(scene, each) * line.price_cents
            after += _new_quantity(scene, each) * variant.price_cents
    return worth(scene, after) - worth(scene, before)


def _standing(scene: Scene) -> dict[str, Any]:
    """The lines and the sums as they are now: an undo finds them as they were made, or leaves them."""
    order = scene.bought
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    return {
        "lines": {str(line.pk): _kept(line) for line in lines},
        "sums": {name: getattr(order, name) for name in SUMS},
    }


def _kept(line: OrderLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in KEPT}


def _change(scene: Scene, each: ItemChange) -> OrderLine | None:
    """Write one change; returns the line that it made beside the old one, when only some pieces changed."""
    line, variant, asked = scene.lines[each.line], scene.variants[each.variant], asked_of(scene, each)
    new, quantity = line, _new_quantity(scene, each)
    if asked < line.quantity:
        line.quantity -= asked
        line.save(update_fields=["quantity"])
        new = OrderLine(order=scene.bought, position=line.position)
    new.variant, new.name, new.options = variant, variant.product.name, variant.options
    new.quantity, new.price_cents = quantity, variant.price_cents
    new.save()
    return new if new is not line else None
