"""Sending pieces again, because the parcel was lost or what came was broken or wrong. Nothing is charged."""

from collections import Counter

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shopbell.core.errors import Refused

from ..policies.fact import Facts
from ..policies.terms import Terms
from ..shipment import Shipment
from .action import Action, Parameters
from .facts import scene_facts
from .lines import MOST_LINES, Pieces, asked_of, facts_of, lines_of, stock_of
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene

REPLACEMENT = "replacement-"  # how the parcel of one is called, before its run


class ReshipParameters(Parameters):
    lines: list[Pieces] = Field(
        default_factory=list, max_length=MOST_LINES, description="all, when none is named"
    )
    reason: str = Field(default="", max_length=120)


class Reship(Action[ReshipParameters]):
    name = "reship"
    label = _("Send a replacement")
    Parameters = ReshipParameters

    def facts(self, scene: Scene, p: ReshipParameters) -> Facts:
        pieces, need = _pieces(scene, p), _need(scene, p)
        lines = facts_of(scene, pieces)
        for each, facts in zip(pieces, lines, strict=True):
            line = scene.lines.get(each.line)
            variant = scene.variants.get(line.variant_id) if line and line.variant_id else None
            facts["line.new_is_in_stock"] = bool(variant and variant.has(-need[variant.pk]))
        return Facts(scene_facts(scene) | {"reason": p.reason}, lines)

    def plan(self, scene: Scene, p: ReshipParameters, terms: Terms) -> Plan:
        pieces = _pieces(scene, p)
        if not pieces:
            raise refuse(
                "nothing-to-send", _t("There is nothing in this order to send again."), is_of_state=True
            )
        names = [{"name": line.name, "quantity": asked} for _each, line, asked in lines_of(scene, pieces)]
        return Plan(
            stock=stock_of(scene, _need(scene, p)),
            data={"reason": p.reason, "lines": names, "address": scene.bought.address},
        )

    def carry_out(self, scene: Scene, p: ReshipParameters, plan: Plan, run: ActionRun) -> None:
        shipment = Shipment.objects.create(order=scene.bought, external_id=f"{REPLACEMENT}{run.pk}")
        shipment.lines.set([scene.lines[each.line] for each in _pieces(scene, p)])
        plan.data["shipment"] = shipment.pk

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        shipment = Shipment.objects.filter(pk=run.effects["data"]["shipment"]).first()
        if shipment is not None and (shipment.shipped_at or shipment.last_scan):
            raise Refused(_t("The parcel has left already."))
        if shipment is not None:
            shipment.delete()


def _pieces(scene: Scene, p: ReshipParameters) -> list[Pieces]:
    named = list(p.lines) or [Pieces(line=pk) for pk in scene.lines]
    return [each for each in named if p.lines or asked_of(scene, each)]


def _need(scene: Scene, p: ReshipParameters) -> Counter[int]:
    """Pieces that leave, below zero, by variant."""
    need: Counter[int] = Counter()
    for each in _pieces(scene, p):
        line = scene.lines.get(each.line)
        if line and line.variant_id:
            need[line.variant_id] -= asked_of(scene, each)
    return need
