"""The old items of an exchange are here and the new ones leave: stock, difference and the lines of the order follow."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..exchange import Exchange, ExchangeLine, ExchangeStatus, open_exchange
from ..order import OrderLine, OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..shipment import Shipment
from .action import Action, Parameters
from .facts import scene_facts
from .ledger import agreed_method, charge, pay_back, total_left
from .lines import pieces_back, stock_of
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


class SendParameters(Parameters):
    number: str = ""  # of the exchange; the only one that is open, when it is not given
    carrier: str = Field(default="", max_length=80)
    tracking_number: str = Field(default="", max_length=80)


class SendExchange(Action[SendParameters]):
    name = "send_exchange"
    label = _("Send the exchange")
    Parameters = SendParameters
    is_undoable = False  # the parcel has left

    def facts(self, scene: Scene, p: SendParameters) -> Facts:
        exchange = open_exchange(scene.bought, p.number)
        return Facts(scene_facts(scene) | {"difference": exchange.difference_cents if exchange else 0})

    def plan(self, scene: Scene, p: SendParameters, terms: Terms) -> Plan:
        exchange = open_exchange(scene.bought, p.number)
        if exchange is None:
            raise refuse("no-exchange", _t("There is no such exchange."), is_of_state=True)
        difference = 0 if exchange.is_settled else exchange.difference_cents
        back_cents = min(-difference, total_left(scene.payments))  # it may have been refunded meanwhile
        money = []
        if difference > 0:
            money = [charge(scene, difference, agreed_method(scene, exchange))]
        elif back_cents > 0:
            money = pay_back(scene, back_cents, agreed_method(scene, exchange), terms)
        return Plan(
            money=money,
            stock=stock_of(scene, pieces_back(exchange.lines.select_related("line"))),
            status=OrderStatus.EXCHANGED,
            data={"number": exchange.number},
        )

    def carry_out(self, scene: Scene, p: SendParameters, plan: Plan, run: ActionRun) -> None:
        order = scene.bought
        exchange = Exchange.objects.get(number=plan.data["number"])
        shipment = Shipment.objects.create(
            order=order, external_id=f"exchange-{exchange.pk}", carrier=p.carrier, tracking_number=p.tracking_number,
            shipped_at=scene.at,
        )  # fmt: skip
        shipment.lines.set([_swap(scene, each) for each in exchange.lines.select_related("variant__product")])
        exchange.status, exchange.sent_at = ExchangeStatus.SENT, scene.at
        exchange.received_at, exchange.is_settled = exchange.received_at or scene.at, True
        exchange.save(update_fields=["status", "sent_at", "received_at", "is_settled"])
        order.total_cents += exchange.difference_cents
        order.save(update_fields=["total_cents"])


def _swap(scene: Scene, each: ExchangeLine) -> OrderLine:
    """The line of the order that holds the new pieces: the old one, or one beside it when some stay."""
    line = scene.lines[each.line_id]
    new = line
    if each.quantity < line.quantity:
        line.quantity -= each.quantity
        line.save(update_fields=["quantity"])
        new = OrderLine(order=scene.bought, position=line.position, name=line.name)
    new.variant, new.options = each.variant, each.options
    new.quantity, new.price_cents = each.quantity, each.price_cents
    new.save()
    return new
