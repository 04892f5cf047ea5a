"""Taking items back for money: the customer gets a label, and the refund once the pieces are here.

The refund goes where the money came from, or onto a gift card that the customer has already.
"""

from collections import Counter

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shopbell.core.errors import Refused

from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..returned import Return, ReturnLine, ReturnStatus
from .action import Action, Parameters
from .facts import method_facts, scene_facts
from .kept import keep_return
from .ledger import chosen_method, pay_back, total_left
from .lines import MOST_LINES, Pieces, asked_of, facts_of, lines_of, stock_of, worth
from .preview import Plan
from .run import ActionRun
from .scene import Scene
from .sending_back import instructions, label, rma_number


class ReturnParameters(Parameters):
    lines: list[Pieces] = Field(min_length=1, max_length=MOST_LINES)
    method: int | None = Field(default=None, description="where the money came from, when it is not given")
    reason: str = Field(default="", max_length=120)


class ReturnItems(Action[ReturnParameters]):
    name = "return_items"
    label = _("Return items")
    Parameters = ReturnParameters

    def facts(self, scene: Scene, p: ReturnParameters) -> Facts:
        values = scene_facts(scene) | {"reason": p.reason, "amount": _value(scene, p)}
        method = method_facts(scene, scene.method(p.method), named=p.method is not None)
        return Facts(values | method, facts_of(scene, list(p.lines)))

    def plan(self, scene: Scene, p: ReturnParameters, terms: Terms) -> Plan:
        back: Counter[int] = Counter()
        pieces = lines_of(scene, p.lines)
        for _each, line, asked in pieces:
            if line.variant_id:
                back[line.variant_id] += asked
        refund = max(_value(scene, p) - terms.fee_cents, 0)
        return Plan(
            money=pay_back(scene, refund, chosen_method(scene, p.method), terms, when=terms.refund_when),
            stock=stock_of(scene, back, when="received"),
            status=OrderStatus.RETURN_REQUESTED,
            data={
                "reason": p.reason,
                "lines": [
                    {"name": line.name, "options": line.options, "quantity": asked}
                    for _each, line, asked in pieces
                ],
                "refund_cents": refund,
                "fee_cents": min(terms.fee_cents, _value(scene, p)),
                "label": label("", terms),
                "instructions": instructions(scene, terms),
            },
        )

    def carry_out(self, scene: Scene, p: ReturnParameters, plan: Plan, run: ActionRun) -> None:
        number = rma_number(scene.bought, run)
        plan.data["label"]["code"] = plan.data["number"] = number
        returned = Return.objects.create(
            order=scene.bought, run=run, number=number, reason=p.reason, method=scene.method(p.method),
            refund_cents=plan.data["refund_cents"], fee_cents=plan.data["fee_cents"], currency=scene.bought.currency,
            label=plan.data["label"], instructions=plan.data["instructions"],
            refunded_at=scene.at if any(effect.when == "now" for effect in plan.money) else None,
        )  # fmt: skip
        pieces = lines_of(scene, p.lines)
        ReturnLine.objects.bulk_create(
            ReturnLine(returned=returned, line=line, quantity=asked) for _each, line, asked in pieces
        )

    def keep_elsewhere(self, run: ActionRun) -> None:
        keep_return(run)

    def keep_undone(self, run: ActionRun) -> None:
        Return.objects.filter(run=run, status=ReturnStatus.REQUESTED).update(status=ReturnStatus.WITHDRAWN)

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        returned = Return.objects.select_for_update(no_key=True).get(run=run)
        if returned.status != ReturnStatus.REQUESTED:
            raise Refused(_t("The items are here already."))
        returned.status = ReturnStatus.WITHDRAWN
        returned.save(update_fields=["status"])


def _value(scene: Scene, p: ReturnParameters) -> int:
    """What the pieces cost the customer, and not more than is left to pay back."""
    known = [each for each in p.lines if each.line in scene.lines]
    goods = sum(asked_of(scene, each) * scene.lines[each.line].price_cents for each in known)
    return min(worth(scene, goods), total_left(scene.payments))
