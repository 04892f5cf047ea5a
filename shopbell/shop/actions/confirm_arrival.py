"""An order has arrived, as the customer or the shop's own driver says: for parcels of which no carrier tells."""

from django.utils.translation import gettext_lazy as _

from ..carriers.reached import move_on
from ..order import OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..shipment import Shipment, arrival_in
from .action import Action, Parameters
from .facts import scene_facts
from .preview import Plan
from .run import ActionRun
from .scene import Scene


class ArrivalParameters(Parameters):
    pass


class ConfirmArrival(Action[ArrivalParameters]):
    name = "confirm_arrival"
    label = _("Mark as delivered")
    is_about_lines = False
    Parameters = ArrivalParameters

    def facts(self, scene: Scene, p: ArrivalParameters) -> Facts:
        return Facts(scene_facts(scene))

    def plan(self, scene: Scene, p: ArrivalParameters, terms: Terms) -> Plan:
        return Plan(status=OrderStatus.DELIVERED)

    def carry_out(self, scene: Scene, p: ArrivalParameters, plan: Plan, run: ActionRun) -> None:
        parcels = Shipment.objects.filter(order=scene.bought, delivered_at=None).prefetch_related("scans")
        run.before["parcels"] = [each.pk for each in parcels.order_by("pk") if not each.is_waiting]
        Shipment.objects.filter(pk__in=run.before["parcels"]).update(delivered_at=scene.at)

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        """What the carrier has said since stands."""
        for parcel in Shipment.objects.filter(pk__in=run.before["parcels"]).prefetch_related("scans"):
            parcel.delivered_at = arrival_in(parcel.scans.all())
            parcel.save(update_fields=["delivered_at"])
        move_on(scene.bought)
