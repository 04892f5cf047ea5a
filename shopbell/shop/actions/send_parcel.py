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
from .lines import MOST_LINES, Pieces, facts_of, free_pieces, lines_of
from .preview import Plan
from .refusal import refuse
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
        _parcel, held = _leaving(scene, p)
        leaves = scene.bought.status in BEFORE_IT_LEFT
        return Plan(
            status=OrderStatus.SHIPPED if leaves else None,
            data={"lines": [{"name": line.name, "quantity": line.quantity} for line in held]},
        )

    def carry_out(self, scene: Scene, p: ParcelParameters, plan: Plan, run: ActionRun) -> None:
        parcel, held = _leaving(scene, p)
        run.before["waited"] = parcel is not None
        if parcel is None:
            parcel = Shipment.objects.create(order=scene.bought, external_id=f"sent-{run.pk}")
            parcel.lines.set(held)
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


def _leaving(scene: Scene, p: ParcelParameters) -> tuple[Shipment | None, list[OrderLine]]:
    """The parcel that leaves, and what is in it: of those that wait the oldest, or the one of what is named; else None
    for a new one. Raises ActionRefused where something would leave a second time, or nothing at all."""
    parcels = Shipment.objects.filter(order=scene.bought).order_by("pk").prefetch_related("scans", "lines")
    held = {each: _held(scene, each) for each in parcels}
    named = {each.line for each in p.lines}
    waiting = [each for each in held if each.is_waiting]
    for parcel in waiting:
        if not named or named == held[parcel]:
            return parcel, [line for pk, line in scene.lines.items() if pk in held[parcel]]
    if named & {pk for parcel in held if parcel not in waiting for pk in held[parcel]}:
        raise refuse("left-already", _t("This item has left in a parcel already."), is_of_state=True)
    if named & {pk for parcel in waiting for pk in held[parcel]}:
        words = _t("This item waits in a parcel with others. Choose no item, and that parcel is sent.")
        raise refuse("waits-with-others", words, is_of_state=True)
    if named:
        return None, [line for _each, line, _asked in lines_of(scene, _pieces(p))]
    packed = {pk for lines in held.values() for pk in lines}
    rest = [line for pk, line in scene.lines.items() if pk not in packed and free_pieces(scene, line)]
    if not rest and (held or scene.lines):
        raise refuse("nothing-to-send", _t("Nothing of this order waits to be sent."), is_of_state=True)
    return None, rest


def _held(scene: Scene, parcel: Shipment) -> set[int]:
    """What is in it; all of the order where the shop does not say."""
    return {line.pk for line in parcel.lines.all()} or set(scene.lines)
