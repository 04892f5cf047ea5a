"""The items of a return are here: they go back into stock, and the refund that was agreed is on its way."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..returned import Return, ReturnStatus
from .action import Action, Parameters
from .facts import scene_facts
from .ledger import agreed_method, pay_back, total_left
from .lines import pieces_back, stock_of
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


class ReceiveParameters(Parameters):
    number: str = ""  # of the return; the only one that is open, when it is not given


class ReceiveReturn(Action[ReceiveParameters]):
    name = "receive_return"
    label = _("Receive the return")
    Parameters = ReceiveParameters

    def facts(self, scene: Scene, p: ReceiveParameters) -> Facts:
        returned = _open(scene, p)
        return Facts(scene_facts(scene) | {"amount": returned.refund_cents if returned else 0})

    def plan(self, scene: Scene, p: ReceiveParameters, terms: Terms) -> Plan:
        returned = _open(scene, p)
        if returned is None:
            raise refuse("no-return", _t("There is no such return."), is_of_state=True)
        cents = 0 if returned.refunded_at else min(returned.refund_cents, total_left(scene.payments))
        return Plan(
            money=pay_back(scene, cents, agreed_method(scene, returned), terms) if cents else [],
            stock=stock_of(scene, pieces_back(returned.lines.select_related("line"))),
            status=OrderStatus.REFUNDED,
            data={"number": returned.number},
        )

    def carry_out(self, scene: Scene, p: ReceiveParameters, plan: Plan, run: ActionRun) -> None:
        returned = Return.objects.get(number=plan.data["number"])
        run.before["refunded_at"] = returned.refunded_at.isoformat() if returned.refunded_at else None
        returned.status, returned.received_at = ReturnStatus.REFUNDED, scene.at
        returned.refunded_at = returned.refunded_at or scene.at
        returned.save(update_fields=["status", "received_at", "refunded_at"])

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        Return.objects.filter(number=run.effects["data"]["number"]).update(
            status=ReturnStatus.REQUESTED, received_at=None, refunded_at=run.before["refunded_at"]
        )


def _open(scene: Scene, p: ReceiveParameters) -> Return | None:
    rows = Return.objects.filter(order=scene.bought, status=ReturnStatus.REQUESTED)
    return (rows.filter(number=p.number) if p.number else rows).first()
