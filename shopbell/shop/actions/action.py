"""What an action is: its name and parameters, the facts that policies may ask, the plan, and how to take it back.

`facts` and `plan` only read; `perform.py` asks both again under the lock before anything is written, and writes the
plan's money, pieces and state itself. What an action has of its own (a return, a voucher) it writes in `carry_out`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from shopbell.accounts.permission import Permission

from ..policies.fact import Facts
from ..policies.terms import Terms
from .preview import Plan, Preview
from .run import ActionRun
from .scene import Scene, fill


class Parameters(BaseModel):
    """Of every action: nothing unknown is taken, texts are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


P = TypeVar("P", bound=Parameters)


class Action(ABC, Generic[P]):
    name: ClassVar[str]
    label: ClassVar[Any]
    permission: ClassVar[Permission] = Permission.ORDER_ACT
    subject: ClassVar[Literal["order", "customer"]] = "order"
    is_undoable: ClassVar[bool] = True
    is_of_the_desk: ClassVar[bool] = (
        False  # done here wherever the order lives: no shop system has a part in it
    )
    is_about_lines: ClassVar[bool] = True  # else the lines of the order are not read
    Parameters: ClassVar[type[Parameters]]

    def method_ids(self, p: P) -> Iterable[int]:
        """Payment methods that the parameters name."""
        named = getattr(p, "method", None)
        return [named] if named is not None else []

    def variant_ids(self, p: P) -> Iterable[int]:
        """Variants that the parameters name."""
        return []

    def pinned(self, p: P, preview: Preview) -> P:
        """The parameters as what waits for approval keeps them: what was left open is what the preview said."""
        return p

    def set_scene(self, scene: Scene, p: P, *, locked: bool) -> None:
        """Read, or lock, what the action is about (`fill`)."""
        methods, variants = self.method_ids(p), self.variant_ids(p)
        fill(scene, self.is_about_lines, method_ids=methods, variant_ids=variants, locked=locked)

    @abstractmethod
    def facts(self, scene: Scene, p: P) -> Facts:
        """What the policies may ask of this action. Bears parameters that name nothing."""

    @abstractmethod
    def plan(self, scene: Scene, p: P, terms: Terms) -> Plan:
        """What it will do by these terms. Raises Refused where money, pieces or rows are not there."""

    def carry_out(self, scene: Scene, p: P, plan: Plan, run: ActionRun) -> None:
        """Write what is this action's own; the money, the pieces and the state are written already."""

    def keep_elsewhere(self, run: ActionRun) -> None:
        """Write what the desk keeps for itself of what a shop system has done; `run.effects` may be changed."""

    def keep_undone(self, run: ActionRun) -> None:
        """Write off what `keep_elsewhere` wrote: the shop system has taken it back."""

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        """Undo what `carry_out` wrote. Raises Refused when it has gone on since."""
