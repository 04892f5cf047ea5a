"""Where an order is acted on: here, or in the shop system that it came from.

The desk's own orders and those of a file are settled in the transaction of the action. A shop system cannot be in it:
its run is written as `performing` and committed, its connector is asked by a job, and the answer settles the run.
"""

from typing import Protocol

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..order import Order
from .run import ActionRun

OWN = ("built_in", "file")


class Backend(Protocol):
    """What a connector puts into BACKENDS under the source of its orders."""

    def takes(self, action: str) -> bool:
        """Whether the shop system can do `action`."""

    def begin(self, run: ActionRun) -> None:
        """Enqueue the call, in the transaction that wrote `run`."""


BACKENDS: dict[str, Backend] = {}


def backend_of(order: Order | None, action: str) -> Backend | None:
    """Who is asked to act on `order`; None: the desk itself. Raises Refused when nobody can."""
    if order is None or order.source in OWN:
        return None
    backend = BACKENDS.get(order.source)
    if backend is None or not backend.takes(action):
        raise Refused(_("This order lives in a shop system that the desk cannot do this in. Do it there."))
    return backend
