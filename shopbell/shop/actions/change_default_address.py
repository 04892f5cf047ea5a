"""Another address for the customer's next orders. Orders that are placed keep theirs."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from ..address import Address, default_address, make_default
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action
from .change_address import AddressParameters
from .facts import scene_facts
from .preview import Plan
from .run import ActionRun
from .scene import Scene


class ChangeDefaultAddress(Action[AddressParameters]):
    name = "change_default_address"
    label = _("Change the default address")
    subject = "customer"
    is_about_lines = False
    Parameters = AddressParameters

    def facts(self, scene: Scene, p: AddressParameters) -> Facts:
        return Facts(scene_facts(scene) | {"address.country": p.country})

    def plan(self, scene: Scene, p: AddressParameters, terms: Terms) -> Plan:
        p.check_postcode()
        before = default_address(scene.customer)
        parts = before.parts if before else {"name": scene.customer.name}
        return Plan(data={"address": p.parts(parts), "address_before": before.parts if before else {}})

    def carry_out(self, scene: Scene, p: AddressParameters, plan: Plan, run: ActionRun) -> None:
        before = default_address(scene.customer)
        run.before["address"] = before.pk if before else None
        address, run.before["is_new"] = make_default(scene.customer, plan.data["address"])
        run.before["new_address"] = address.pk

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        now = default_address(scene.customer)
        if now is None or now.pk != run.before["new_address"]:
            raise Refused(_t("The address was changed again since."))
        if run.before.get("is_new"):
            now.delete()
        else:
            Address.objects.filter(pk=now.pk).update(is_default=False)
        Address.objects.filter(pk=run.before["address"]).update(is_default=True)
