"""Refunding a part of an order or all that is left of it: to the method it came from, or onto a gift card.

The order stays as it is, unless nothing is left of what was paid: then a returned order is refunded.
"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import method_facts, scene_facts
from .ledger import chosen_method, pay_back, total_left
from .preview import Plan, Preview
from .refusal import refuse
from .scene import Scene


class RefundParameters(Parameters):
    amount_cents: int | None = Field(
        default=None, gt=0, le=10**12, description="all that is left, when it is not given"
    )
    method: int | None = Field(
        default=None, description="where the money goes; where it came from, when it is not given"
    )
    reason: str = Field(default="", max_length=120)


class RefundOrder(Action[RefundParameters]):
    name = "refund_order"
    label = _("Refund")
    is_about_lines = False
    Parameters = RefundParameters

    def facts(self, scene: Scene, p: RefundParameters) -> Facts:
        asked = p.amount_cents or total_left(scene.payments)
        values = scene_facts(scene) | {"reason": p.reason, "amount": asked}
        return Facts(values | method_facts(scene, scene.method(p.method), named=p.method is not None))

    def pinned(self, p: RefundParameters, preview: Preview) -> RefundParameters:
        return p.model_copy(update={"amount_cents": preview.given_cents})

    def plan(self, scene: Scene, p: RefundParameters, terms: Terms) -> Plan:
        left = total_left(scene.payments)
        cents = p.amount_cents or left
        if not left:
            raise refuse("nothing-left", _t("Everything that was paid has been paid back."), is_of_state=True)
        if cents > left:
            raise refuse("more-than-left", _t("There is less left to pay back than that."))
        is_end = cents == left and scene.bought.status == OrderStatus.RETURNED
        return Plan(
            money=pay_back(scene, cents, chosen_method(scene, p.method), terms),
            status=OrderStatus.REFUNDED if is_end else None,
            data={"reason": p.reason},
        )
