"""Acting in a shop system: a run that was claimed here is done there, once, and settled by what the shop says.

Before every call the shop is asked whether it has done it already, so that a crash between its doing and our noting
does nothing twice. The order is fetched again as the run is settled: the next action sees what this one left.
"""

from math import ceil

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from ..actions.preview import Plan
from ..actions.run import ActionRun, RunStatus
from ..actions.scene import hold_ticket
from ..actions.settle import fail_run, fail_undo, settle_run, settle_undo
from .connection import Connection, note_trouble
from .connector import Connector
from .errors import ShopRefuses, ShopTrouble, Throttled
from .item import Done
from .keep import keep_items
from .notice import enqueue_fetch
from .pieces import note_pieces
from .registry import KINDS, connector_of

PERFORM = "shop.perform_run"
# the first pause is long enough for a call that was cut off to come to its end there
PAUSES_SECONDS = (90, 120, 300, 900, 3600, 3 * 3600, 6 * 3600)


class ShopSystem:
    """The backend of the orders that came by a connection (`actions/backend.py`)."""

    def __init__(self, kind: type[Connector]):
        self.kind = kind

    def takes(self, action: str) -> bool:
        return action in self.kind.actions

    def instead(self, action: str) -> str:
        return str(self.kind.instead.get(action, ""))

    def objection(self, action: str, plan: Plan) -> str:
        return self.kind.objection(action, plan)

    def takes_back(self, action: str) -> bool:
        return action in self.kind.undoes

    def begin(self, run: ActionRun) -> None:
        note_pieces(run)
        _enqueue(run.pk, 0, 0)

    def begin_undo(self, run: ActionRun) -> None:
        _enqueue(run.pk, 0, 0)


def find_shop_system(source: str) -> ShopSystem | None:
    """The backend of `source`; None when the desk is not connected to it (any more)."""
    connection = Connection.objects.open().filter(source=source).first()
    kind = KINDS.get(connection.kind) if connection else None
    return ShopSystem(kind) if kind else None


def perform_run(run_id: int, tries: int) -> None:
    """Do it, or find that it is done; a shop in trouble is asked again, and one that never answers fails the run."""
    run = ActionRun.objects.select_related("order", "customer").filter(
        pk=run_id, status=RunStatus.PERFORMING
    ).first()  # fmt: skip
    if run is None or run.order is None:
        return
    connection = Connection.objects.open().filter(source=run.order.source).first()
    if connection is None:
        _fail(run, _("The desk is no longer connected to this shop. Nothing more was done there."))
        return
    if (
        run.customer is None
    ):  # what was agreed is gone, and an undo that is begun anew would be a second doing
        _fail(run, _("The customer was erased meanwhile. Look in the shop system whether it is done."))
        return
    connector = connector_of(connection)
    try:
        done = connector.undo(run) if run.is_being_undone else connector.found(run) or connector.act(run)
    except ShopRefuses as refusal:
        _fail(run, refusal.words)
    except Throttled as throttled:
        _enqueue(run.pk, tries, throttled.seconds)
    except ShopTrouble as trouble:
        _try_later(connection, run, trouble, tries)
    else:
        _settle(connector, run, run.order.external_id, done)


def _settle(connector: Connector, run: ActionRun, key: str, done: Done) -> None:
    """It is done, whatever comes now: an order that cannot be fetched at once is fetched later."""
    connection = connector.connection
    try:
        item = connector.fetch("orders", key)
    except ShopTrouble as trouble:
        note_trouble(connection, trouble.words)
        item = None
    with transaction.atomic():
        hold_ticket(run.ticket_id)  # before the order, as whoever acts on it does
        for other in done.also if item else (key, *done.also):
            enqueue_fetch(connection, "orders", other)
        if item is not None:
            keep_items(connection, [item])
            note_trouble(connection, "")
        if run.is_being_undone:
            settle_undo(run.pk)
        else:
            settle_run(run.pk, done.external_id, done.data)


def _fail(run: ActionRun, words: str) -> None:
    (fail_undo if run.is_being_undone else fail_run)(run.pk, words)


def _try_later(connection: Connection, run: ActionRun, trouble: ShopTrouble, tries: int) -> None:
    note_trouble(connection, trouble.words)
    if not trouble.is_lasting and tries < len(PAUSES_SECONDS):
        _enqueue(run.pk, tries + 1, PAUSES_SECONDS[tries])
        return
    words = _("The shop system did not say that it is done: %(words)s Look there before it is done again.")
    _fail(run, words % {"words": trouble.words})
    if run.order is not None:
        enqueue_fetch(
            connection, "orders", run.order.external_id
        )  # it may have been done: what is left, the shop knows


def _enqueue(run_id: int, tries: int, seconds: float) -> None:
    soon = {"seconds": ceil(seconds)} if seconds else None
    task = jobs.configure_task(PERFORM, queue="shop", lock=f"shop-run-{run_id}", schedule_in=soon)
    task.defer(run_id=run_id, tries=tries)
