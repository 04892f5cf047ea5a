"""Paying a pending order otherwise: what was paid goes back, and one other method pays all of it."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import method_facts, scene_facts
from .ledger import charge, covers, pay_back, total_left
from .preview import Plan
from .refusal import refuse
from .scene import Scene


class PaymentParameters(Parameters):
    method: int


class ChangePayment(Action[PaymentParameters]):
    name = "change_payment"
    label = _("Change the payment method")
    is_about_lines = False
    Parameters = PaymentParameters

    def facts(self, scene: Scene, p: PaymentParameters) -> Facts:
        left = total_left(scene.payments)
        method = scene.method(p.method)
        return Facts(scene_facts(scene) | {"amount": left} | method_facts(scene, method, charged_cents=left))

    def plan(self, scene: Scene, p: PaymentParameters, terms: Terms) -> Plan:
        left, method = total_left(scene.payments), scene.method(p.method)
        if not left:
            raise refuse("nothing-paid", _t("Nothing is paid for this order."), is_of_state=True)
        if not covers(method, left):
            raise refuse("gift-card-covers", _t("The gift card holds less than that."))
        return Plan(money=[*pay_back(scene, left, None, terms), charge(scene, left, method)])
