"""Exchanging delivered items for other options of the same product. The new pieces are kept aside at once; the
difference in price moves on one method when they are sent.
"""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shopbell.core.errors import Refused

from ..exchange import OPEN, Exchange, ExchangeLine, ExchangeStatus
from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .change_items import difference_effects
from .facts import method_facts, scene_facts
from .kept import keep_exchange
from .lines import MOST_LINES, NewPieces, asked_of, lines_of, new_facts, stock_of, variant_of, worth
from .preview import Plan
from .run import ActionRun
from .scene import Scene
from .sending_back import instructions, label, rma_number


class ExchangeParameters(Parameters):
    lines: list[NewPieces] = Field(min_length=1, max_length=MOST_LINES)
    method: int | None = None
    reason: str = Field(default="", max_length=120)


class ExchangeItems(Action[ExchangeParameters]):
    name = "exchange_items"
    label = _("Exchange items")
    Parameters = ExchangeParameters

    def variant_ids(self, p: ExchangeParameters) -> Iterable[int]:
        return [each.variant for each in p.lines]

    def facts(self, scene: Scene, p: ExchangeParameters) -> Facts:
        difference = _difference(scene, p)
        method = method_facts(
            scene, scene.method(p.method), charged_cents=max(difference, 0), named=p.method is not None
        )
        values = scene_facts(scene) | method
        values |= {"reason": p.reason, "difference": difference, "amount": max(-difference, 0)}
        return Facts(values, new_facts(scene, list(p.lines)))

    def plan(self, scene: Scene, p: ExchangeParameters, terms: Terms) -> Plan:
        out: Counter[int] = Counter()
        back: Counter[int] = Counter()
        for each, line, asked in lines_of(scene, p.lines):
            out[variant_of(scene, each).pk] -= asked
            if line.variant_id:
                back[line.variant_id] += asked
        difference = _difference(scene, p)
        return Plan(
            money=difference_effects(scene, difference, p.method, terms, when=terms.charge_when),
            stock=[*stock_of(scene, out), *stock_of(scene, back, when="received")],
            status=OrderStatus.EXCHANGE_REQUESTED,
            data={
                "reason": p.reason,
                "difference_cents": difference,
                "label": label("", terms),
                "instructions": instructions(scene, terms),
            },
        )

    def carry_out(self, scene: Scene, p: ExchangeParameters, plan: Plan, run: ActionRun) -> None:
        number = rma_number(scene.bought, run)
        plan.data["label"]["code"] = plan.data["number"] = number
        exchange = Exchange.objects.create(
            order=scene.bought, run=run, number=number, method=scene.method(p.method),
            difference_cents=plan.data["difference_cents"], currency=scene.bought.currency, label=plan.data["label"],
            instructions=plan.data["instructions"], is_settled=any(effect.when == "now" for effect in plan.money),
        )  # fmt: skip
        rows = []
        for each, line, asked in lines_of(scene, p.lines):
            new = scene.variants[each.variant]
            rows.append(
                ExchangeLine(
                    exchange=exchange, line=line, quantity=asked, variant=new, options=new.options,
                    price_cents=new.price_cents,
                )
            )  # fmt: skip
        ExchangeLine.objects.bulk_create(rows)

    def keep_elsewhere(self, run: ActionRun) -> None:
        keep_exchange(run)

    def keep_undone(self, run: ActionRun) -> None:
        Exchange.objects.filter(run=run, status__in=OPEN).update(status=ExchangeStatus.WITHDRAWN)

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        exchange = Exchange.objects.select_for_update(no_key=True).get(run=run)
        if exchange.status != ExchangeStatus.REQUESTED:
            raise Refused(_t("The items are here already."))
        exchange.status = ExchangeStatus.WITHDRAWN
        exchange.save(update_fields=["status"])


def _difference(scene: Scene, p: ExchangeParameters) -> int:
    """What the new pieces cost more than the old; what cannot be priced counts nothing."""
    before = after = 0
    for each in p.lines:
        line, variant = scene.lines.get(each.line), scene.variants.get(each.variant)
        if line and variant:
            before += asked_of(scene, each) * line.price_cents
            after += asked_of(scene, each) * variant.price_cents
    return worth(scene, after) - worth(scene, before)
