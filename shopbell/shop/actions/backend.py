"""Where an order is acted on: here, or in the shop system that it came from.

The desk's own orders and those of a file are settled in the transaction of the action. A shop system cannot be in it:
its run is written as `performing` and committed, its connector is asked by a job, and the answer settles the run.
"""

from collections.abc import Callable
from typing import Protocol

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..order import Order
from .action import Action
from .preview import Plan
from .run import ActionRun

OWN = ("built_in", "file")


class Backend(Protocol):
    """What acts on the orders of a source elsewhere."""

    def takes(self, action: str) -> bool:
        """Whether the shop system can do `action`."""

    def instead(self, action: str) -> str:
        """What to do instead of one that it cannot do, in a sentence; empty: it is done there by hand."""

    def objection(self, action: str, plan: Plan) -> str:
        """Why it will not do `plan`, in a sentence, as far as that is known without asking it; empty: it may."""

    def takes_back(self, action: str) -> bool:
        """Whether the shop system can undo `action`, as long as nothing has followed there."""

    def begin(self, run: ActionRun) -> None:
        """Enqueue the call, in the transaction that wrote `run`."""

    def begin_undo(self, run: ActionRun) -> None:
        """The same for taking back what it has done."""


BACKENDS: dict[str, Backend] = {}  # by source, for good
FINDERS: list[Callable[[str], Backend | None]] = []  # by source, for those that come and go


def backend_of(order: Order | None, action: Action) -> Backend | None:
    """Who is asked to act on `order`; None: the desk itself. Raises Refused when nobody can."""
    if order is None or order.source in OWN or action.is_of_the_desk:
        return None
    backend = backend_at(order.source)
    refuse_elsewhere(order, backend, action)
    return backend


def backend_at(source: str) -> Backend | None:
    """Who acts on the orders of a shop system; None when nobody does (any more)."""
    backend = BACKENDS.get(source)
    for find in FINDERS if backend is None else ():
        backend = backend or find(source)
    return backend


def refuse_elsewhere(order: Order, backend: Backend | None, action: Action) -> None:
    """Raises Refused when `action` cannot be done on `order`, whose shop system is acted in by `backend`."""
    is_here = order.source in OWN or action.is_of_the_desk
    if not is_here and (backend is None or not backend.takes(action.name)):
        words = backend.instead(action.name) if backend else ""
        raise Refused(
            words or _("This order belongs to a shop system in which the desk cannot do this. Do it there.")
        )


def refuse_plan(backend: Backend | None, action: Action, plan: Plan) -> None:
    """Raises Refused when it is known before it is asked that the shop system will not do this."""
    if backend is not None and (words := backend.objection(action.name, plan)):
        raise Refused(words)
