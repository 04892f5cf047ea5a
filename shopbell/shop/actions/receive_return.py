"""The items of a return are here: they go back into stock, and the refund that was agreed is on its way.

An order of which everything has come back, or was paid back, is refunded. While the customer keeps some of it, it
stands as it stood before the return was asked for, so that the rest can be returned or exchanged as well.
"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..returned import Return, ReturnStatus, open_return
from .action import Action, Parameters
from .facts import scene_facts
from .ledger import agreed_method, pay_back, total_left
from .lines import free_pieces, pieces_back, stock_of
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene
from .sending_back import status_without


class ReceiveParameters(Parameters):
    number: str = ""  # of the return; the only one that is open, when it is not given


class ReceiveReturn(Action[ReceiveParameters]):
    name = "receive_return"
    label = _("Receive the return")
    Parameters = ReceiveParameters

    def facts(self, scene: Scene, p: ReceiveParameters) -> Facts:
        returned = open_return(scene.bought, p.number)
        return Facts(scene_facts(scene) | {"amount": returned.refund_cents if returned else 0})

    def plan(self, scene: Scene, p: ReceiveParameters, terms: Terms) -> Plan:
        returned = open_return(scene.bought, p.number)
        if returned is None:
            raise refuse("no-return", _t("There is no such return."), is_of_state=True)
        cents = 0 if returned.refunded_at else min(returned.refund_cents, total_left(scene.payments))
        return Plan(
            money=pay_back(scene, cents, agreed_method(scene, returned), terms) if cents else [],
            stock=stock_of(scene, pieces_back(returned.lines.select_related("line"))),
            status=_status_after(scene, returned, cents),
            data={"number": returned.number},
        )

    def carry_out(self, scene: Scene, p: ReceiveParameters, plan: Plan, run: ActionRun) -> None:
        returned = Return.objects.get(number=plan.data["number"])
        run.before["refunded_at"] = returned.refunded_at.isoformat() if returned.refunded_at else None
        returned.status, returned.received_at = ReturnStatus.REFUNDED, scene.at
        returned.refunded_at = returned.refunded_at or scene.at
        returned.save(update_fields=["status", "received_at", "refunded_at"])

    def keep_elsewhere(self, run: ActionRun) -> None:
        returned = Return.objects.get(number=run.effects["data"]["number"])
        returned.status, returned.received_at = ReturnStatus.REFUNDED, returned.received_at or run.settled_at
        returned.refunded_at = returned.refunded_at or run.settled_at
        returned.save(update_fields=["status", "received_at", "refunded_at"])

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        Return.objects.filter(number=run.effects["data"]["number"]).update(
            status=ReturnStatus.REQUESTED, received_at=None, refunded_at=run.before["refunded_at"]
        )


def _status_after(scene: Scene, returned: Return, cents: int) -> OrderStatus:
    """Refunded once the customer keeps nothing, or all that was paid is paid back; not while more is under way."""
    after = status_without(scene, returned)
    is_on_its_way = after in (OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED)
    keeps_some = any(free_pieces(scene, line) for line in scene.lines.values())
    is_paid_back = bool(scene.payments) and total_left(scene.payments) == cents
    return after if is_on_its_way or (keeps_some and not is_paid_back) else OrderStatus.REFUNDED
