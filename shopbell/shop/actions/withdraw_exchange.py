"""The customer keeps what they wanted to exchange: the pieces that were kept aside are free again, and the order stands
as it stood before.
"""

from collections import Counter

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..exchange import Exchange, ExchangeStatus, open_exchange
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import scene_facts
from .ledger import agreed_method, pay_back
from .lines import stock_of
from .preview import MoneyEffect, Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene
from .sending_back import status_without


class WithdrawExchangeParameters(Parameters):
    number: str = ""  # of the exchange; the only one that is open, when it is not given
    reason: str = Field(default="", max_length=120)


class WithdrawExchange(Action[WithdrawExchangeParameters]):
    name = "withdraw_exchange"
    label = _("Withdraw the exchange")
    Parameters = WithdrawExchangeParameters

    def facts(self, scene: Scene, p: WithdrawExchangeParameters) -> Facts:
        return Facts(scene_facts(scene) | {"reason": p.reason})

    def plan(self, scene: Scene, p: WithdrawExchangeParameters, terms: Terms) -> Plan:
        exchange = open_exchange(scene.bought, p.number)
        if exchange is None:
            raise refuse("no-exchange", _t("There is no such exchange."), is_of_state=True)
        if exchange.status != ExchangeStatus.REQUESTED:
            raise refuse("received", _t("The items are here already."), is_of_state=True)
        kept_aside: Counter[int] = Counter()
        for each in exchange.lines.all():
            if each.variant_id:
                kept_aside[each.variant_id] += each.quantity
        return Plan(
            money=_paid_back(scene, exchange, terms),
            stock=stock_of(scene, kept_aside),
            levels=exchange.run.before.get("levels", {}) if exchange.run else {},
            status=status_without(scene, exchange),
            data={"number": exchange.number, "reason": p.reason},
        )

    def carry_out(self, scene: Scene, p: WithdrawExchangeParameters, plan: Plan, run: ActionRun) -> None:
        Exchange.objects.filter(number=plan.data["number"]).update(status=ExchangeStatus.WITHDRAWN)

    def keep_elsewhere(self, run: ActionRun) -> None:
        Exchange.objects.filter(number=run.effects["data"]["number"]).update(status=ExchangeStatus.WITHDRAWN)

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        Exchange.objects.filter(number=run.effects["data"]["number"]).update(status=ExchangeStatus.REQUESTED)


def _paid_back(scene: Scene, exchange: Exchange, terms: Terms) -> list[MoneyEffect]:
    """A difference that was charged when the exchange was asked for goes back."""
    if not exchange.is_settled or not exchange.difference_cents:
        return []
    if exchange.difference_cents < 0:
        raise refuse("refunded", _t("It is refunded already, so the items must come back."), is_of_state=True)
    return pay_back(scene, exchange.difference_cents, agreed_method(scene, exchange), terms)
