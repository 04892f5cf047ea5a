"""Telling whoever looks after quality what is wrong with a product, with the order that it came in."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..defect import Defect
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import scene_facts
from .lines import Pieces, facts_of
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


class DefectParameters(Parameters):
    line: int
    kind: str = Field(min_length=1, max_length=60)
    words: str = Field(default="", max_length=2000)


class FlagDefect(Action[DefectParameters]):
    name = "flag_defect"
    label = _("Report a defect of the product")
    is_of_the_desk = True
    Parameters = DefectParameters

    def facts(self, scene: Scene, p: DefectParameters) -> Facts:
        return Facts(scene_facts(scene) | {"reason": p.kind}, facts_of(scene, [Pieces(line=p.line)]))

    def plan(self, scene: Scene, p: DefectParameters, terms: Terms) -> Plan:
        line = scene.lines.get(p.line)
        if line is None or line.variant is None:
            raise refuse("line-in-order", str(_("This item is not in the order.")))
        return Plan(data={"product": line.variant.product.name, "kind": p.kind})

    def carry_out(self, scene: Scene, p: DefectParameters, plan: Plan, run: ActionRun) -> None:
        line = scene.lines[p.line]
        assert line.variant is not None
        Defect.objects.create(
            product=line.variant.product, variant=line.variant, order=scene.order, line=line, run=run, kind=p.kind,
            words=p.words, noted_at=scene.at,
        )  # fmt: skip

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        Defect.objects.filter(run=run).update(withdrawn_at=scene.at)
