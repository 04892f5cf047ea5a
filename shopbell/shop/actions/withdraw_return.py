"""The customer keeps what they wanted to send back: the return is withdrawn, and the order stands as before."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..policies.fact import Facts
from ..policies.terms import Terms
from ..returned import Return, ReturnStatus, open_return
from .action import Action, Parameters
from .facts import scene_facts
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene
from .sending_back import status_without


class WithdrawReturnParameters(Parameters):
    number: str = ""  # of the return; the only one that is open, when it is not given
    reason: str = Field(default="", max_length=120)


class WithdrawReturn(Action[WithdrawReturnParameters]):
    name = "withdraw_return"
    label = _("Withdraw the return")
    is_about_lines = False
    Parameters = WithdrawReturnParameters

    def facts(self, scene: Scene, p: WithdrawReturnParameters) -> Facts:
        return Facts(scene_facts(scene) | {"reason": p.reason})

    def plan(self, scene: Scene, p: WithdrawReturnParameters, terms: Terms) -> Plan:
        returned = open_return(scene.bought, p.number)
        if returned is None:
            raise refuse("no-return", _t("There is no such return."), is_of_state=True)
        if returned.refunded_at:
            raise refuse(
                "refunded", _t("It is refunded already, so the items must come back."), is_of_state=True
            )
        return Plan(
            status=status_without(scene, returned), data={"number": returned.number, "reason": p.reason}
        )

    def carry_out(self, scene: Scene, p: WithdrawReturnParameters, plan: Plan, run: ActionRun) -> None:
        Return.objects.filter(number=plan.data["number"]).update(status=ReturnStatus.WITHDRAWN)

    def keep_elsewhere(self, run: ActionRun) -> None:
        Return.objects.filter(number=run.effects["data"]["number"]).update(status=ReturnStatus.WITHDRAWN)

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        Return.objects.filter(number=run.effects["data"]["number"]).update(status=ReturnStatus.REQUESTED)
