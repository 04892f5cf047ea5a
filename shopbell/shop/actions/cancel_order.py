"""Cancelling an order: it is not sent, everything that was paid goes back where it came from, the pieces are free."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import scene_facts
from .ledger import pay_back, total_left
from .preview import Plan, StockEffect
from .run import ActionRun
from .scene import Scene


class CancelParameters(Parameters):
    reason: str = Field(default="", max_length=120)


class CancelOrder(Action[CancelParameters]):
    name = "cancel_order"
    label = _("Cancel the order")
    Parameters = CancelParameters

    def facts(self, scene: Scene, p: CancelParameters) -> Facts:
        return Facts(scene_facts(scene) | {"reason": p.reason, "amount": total_left(scene.payments)})

    def plan(self, scene: Scene, p: CancelParameters, terms: Terms) -> Plan:
        return Plan(
            money=pay_back(scene, total_left(scene.payments), None, terms),
            stock=all_pieces_back(scene),
            status=OrderStatus.CANCELLED,
            data={"reason": p.reason},
        )

    def carry_out(self, scene: Scene, p: CancelParameters, plan: Plan, run: ActionRun) -> None:
        scene.bought.cancel_reason = p.reason
        scene.bought.save(update_fields=["cancel_reason"])

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        scene.bought.cancel_reason = ""
        scene.bought.save(update_fields=["cancel_reason"])


def all_pieces_back(scene: Scene) -> list[StockEffect]:
    """What the lines took out of the stock, by variant in order of id."""
    pieces: dict[int, int] = {}
    for line in scene.lines.values():
        if line.variant_id:
            pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    return [StockEffect(scene.variants[pk], pieces[pk]) for pk in sorted(pieces)]
