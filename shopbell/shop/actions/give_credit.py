"""Giving a customer something beyond what they paid: a voucher, or an amount onto a gift card of theirs."""

from datetime import timedelta
from typing import Literal

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from shopbell.core.errors import Refused

from ..payment import MethodKind
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..product import Variant
from ..purchases import currencies
from ..voucher import Voucher, new_code
from .action import Action, Parameters
from .facts import method_facts, scene_facts
from .ledger import change_balance
from .preview import MoneyEffect, Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


class CreditParameters(Parameters):
    amount_cents: int = Field(gt=0, le=10**9)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    form: Literal["voucher", "gift_card"] = "voucher"
    method: int | None = Field(default=None, description="the gift card")
    reason: str = Field(default="", max_length=120)

    @model_validator(mode="after")
    def _names_the_card(self) -> "CreditParameters":
        if (self.form == "gift_card") != (self.method is not None):
            raise ValueError("name the gift card if it goes onto one, and none for a voucher")
        return self


class GiveCredit(Action[CreditParameters]):
    name = "give_credit"
    label = _("Give a credit")
    subject = "customer"
    is_about_lines = False
    Parameters = CreditParameters

    def facts(self, scene: Scene, p: CreditParameters) -> Facts:
        values = scene_facts(scene) | {"reason": p.reason, "amount": p.amount_cents}
        return Facts(values | method_facts(scene, scene.method(p.method), named=p.method is not None))

    def plan(self, scene: Scene, p: CreditParameters, terms: Terms) -> Plan:
        card = scene.method(p.method)
        if not _is_dealt_in(scene, p.currency):  # whose limits and budgets nobody has thought of
            raise refuse(
                "currency", _t("Give it in the currency of the order, or in one that the shop sells in.")
            )
        if p.form == "gift_card" and (
            card is None or card.kind != MethodKind.GIFT_CARD or card.currency not in ("", p.currency)
        ):
            raise refuse("gift-card", _t("Choose a gift card of this customer in this currency."))
        data = {"reason": p.reason, "form": p.form}
        if p.form == "voucher":
            data["expires_on"] = (scene.at + timedelta(days=terms.voucher_days)).date().isoformat()
        return Plan(money=[MoneyEffect("credit", p.amount_cents, p.currency, card)], data=data)

    def carry_out(self, scene: Scene, p: CreditParameters, plan: Plan, run: ActionRun) -> None:
        if p.form == "voucher":
            plan.data["code"] = Voucher.objects.create(
                customer=scene.customer, order=scene.order, run=run, code=new_code(), amount_cents=p.amount_cents,
                currency=p.currency, reason=p.reason, expires_on=plan.data["expires_on"],
            ).code  # fmt: skip

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        if run.parameters["form"] == "gift_card":
            change_balance(scene.method(run.parameters["method"]), -run.parameters["amount_cents"])
            return
        voucher = Voucher.objects.select_for_update(of=("self",)).get(run=run)
        if voucher.used_at:
            raise Refused(_t("The voucher was used."))
        voucher.withdrawn_at = scene.at
        voucher.save(update_fields=["withdrawn_at"])


def _is_dealt_in(scene: Scene, currency: str) -> bool:
    """Whether it is the order's currency or, without an order, one that somebody bought in or a product is priced in; a
    shop that has neither yet deals in any."""
    if scene.order is not None and scene.order.currency:
        return scene.order.currency == currency
    known = currencies()
    priced = Variant.objects.exclude(currency="")
    return currency in known or priced.filter(currency=currency).exists() or not (known or priced.exists())
