"""A parcel leaves: an order that was packed, more of one that left in part, or a replacement that was promised.

For a shop whose orders live here; whoever has a shop system sends there. From then on the carrier is asked about it.
"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shopbell.core.errors import Refused

from ..order import OrderLine, OrderStatus
from ..policies.fact import Facts
from ..policies.terms import Terms
from ..shipment import Shipment
from .action import Action, Parameters
from .facts import BEFORE_IT_LEFT, scene_facts
from .lines import MOST_LINES, Pieces, facts_of, lines_of
from .preview import Plan
from .run import ActionRun
from .scene import Scene


class WholeLine(Parameters):
    line: int


class ParcelParameters(Parameters):
    lines: list[WholeLine] = Field(
        default_factory=list,
        max_length=MOST_LINES,
        description="all that are in no parcel yet, when none is named",
    )
    carrier: str = Field(default="", max_length=80)
    tracking_number: str = Field(default="", max_length=80)


class SendParcel(Action[ParcelParameters]):
    name = "send_parcel"
    label = _("Send a parcel")
    Parameters = ParcelParameters

    def facts(self, scene: Scene, p: ParcelParameters) -> Facts:
        return Facts(scene_facts(scene), facts_of(scene, _pieces(p)))

    def plan(self, scene: Scene, p: ParcelParameters, terms: Terms) -> Plan:
        parcel = _waiting(scene, p)
        held = parcel.lines.all() if parcel else _lines_for(scene, p)
        leaves = scene.bought.status in BEFORE_IT_LEFT
        return Plan(
            status=OrderStatus.SHIPPED if leaves else None,
            data={"lines": [{"name": line.name, "quantity": line.quantity} for line in held]},
        )

    def carry_out(self, scene: Scene, p: ParcelParameters, plan: Plan, run: ActionRun) -> None:
        parcel = _waiting(scene, p)
        run.before["waited"] = parcel is not None
        if parcel is None:
            parcel = Shipment.objects.create(order=scene.bought, external_id=f"sent-{run.pk}")
            parcel.lines.set(_lines_for(scene, p))
        parcel.carrier, parcel.tracking_number, parcel.shipped_at = p.carrier, p.tracking_number, scene.at
        parcel.save(update_fields=["carrier", "tracking_number", "shipped_at"])
        plan.data["shipment"] = parcel.pk

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        parcel = Shipment.objects.filter(pk=run.effects["data"]["shipment"]).first()
        if parcel is not None and (parcel.delivered_at or parcel.scans.exists()):
            raise Refused(_t("The parcel has left already."))
        if parcel is not None and not run.before["waited"]:
            parcel.delete()
        elif parcel is not None:
            parcel.carrier, parcel.tracking_number, parcel.shipped_at = "", "", None
            parcel.save(update_fields=["carrier", "tracking_number", "shipped_at"])


def _pieces(p: ParcelParameters) -> list[Pieces]:
    return [Pieces(line=each.line) for each in p.lines]


def _waiting(scene: Scene, p: ParcelParameters) -> Shipment | None:
    """The parcel that was promised and has not left, the oldest; named items go into one of their own."""
    if p.lines:
        return None
    parcels = Shipment.objects.filter(order=scene.bought).order_by("pk").prefetch_related("scans")
    return next((each for each in parcels if each.is_waiting), None)


def _lines_for(scene: Scene, p: ParcelParameters) -> list[OrderLine]:
    """What goes into a parcel of its own. Raises ActionRefused for an item that is not in the order."""
    if p.lines:
        return [line for _each, line, _asked in lines_of(scene, _pieces(p))]
    sent = set(
        Shipment.lines.through._base_manager.filter(shipment__order=scene.bought).values_list(
            "orderline_id", flat=True
        )
    )
    return [line for pk, line in scene.lines.items() if pk not in sent]
