"""Taking an action back while the shop still allows it: everything stands again as it stood before.

Payments of it are voided, not deleted; pieces, balances and the state of the order go back. What has gone on since is
never overwritten: the undo is refused, and says so.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb

from ..policies.terms import Terms
from ..stock import OutOfStock, move_stock
from .backend import OWN, Backend, backend_at
from .ledger import void_money
from .perform import parsed, tell
from .registry import action_named
from .run import UNDOING, ActionRun, RunStatus, Who
from .scene import Scene, fill


class TooLate(Refused):
    """It has gone on since, or the time for it has passed."""

    status = 409


def why_not(run: ActionRun, at: datetime | None = None) -> str:
    """Why `run` cannot be taken back, in a sentence; empty when it can."""
    action = action_named(run.action)
    if run.status != RunStatus.DONE or not action.is_undoable:
        return _("This cannot be undone.")
    backend = _backend(run)
    if is_elsewhere(run) and (backend is None or not backend.takes_back(action.name)):
        return _("The shop system has done this. Take it back there.")
    minutes = terms_of(run).undo_minutes
    if (at or timezone.now()) - (run.settled_at or run.created_at) > timedelta(minutes=minutes):
        return _("It is too late to undo this: that is possible for %(minutes)s minutes.") % {
            "minutes": minutes
        }
    if run.order is not None:
        done_at = (
            run.settled_at or run.created_at
        )  # what waited for approval is done after what was asked for later
        since = Q(settled_at__gt=done_at) | Q(settled_at=done_at, pk__gt=run.pk) | Q(settled_at=None)
        others = run.order.runs.filter(status__in=[RunStatus.DONE, RunStatus.PERFORMING]).exclude(pk=run.pk)
        if others.filter(since).exists():
            return _("Something has been done to this order since. Take that back first.")
        # whether it has gone on in a shop system, that says itself
        if not is_elsewhere(run) and run.order.status != run.effects["status_after"]:
            return _("The order has moved on since, so it is left as it is now.")
    return ""


def is_elsewhere(run: ActionRun) -> bool:
    """Whether a shop system has done it."""
    order = run.order
    return order is not None and order.source not in OWN and not action_named(run.action).is_of_the_desk


def _backend(run: ActionRun) -> Backend | None:
    return backend_at(run.order.source) if run.order is not None and is_elsewhere(run) else None


def terms_of(run: ActionRun) -> Terms:
    """The terms that the run was decided by."""
    return Terms.model_validate(run.version.terms) if run.version else Terms()


@transaction.atomic
def undo_run(run: ActionRun, *, by: Who, at: datetime | None = None) -> ActionRun:
    """Take `run` back, or have the shop system asked for it; twice changes nothing. Raises Refused with the reason when
    it cannot be."""
    action = action_named(run.action)
    if isinstance(by, Agent):
        by.require(action.permission)
    if run.customer is None:
        raise TooLate(_("The customer was erased."))
    scene = Scene(customer=run.customer, by=by, order=run.order, ticket=run.ticket, at=at or timezone.now())
    p = parsed(action, run.parameters)
    moved = [each for each in run.effects["stock"] if each["when"] == "now"]
    variants = {*action.variant_ids(p), *(each["variant"] for each in moved)}
    fill(scene, action.is_about_lines, method_ids=action.method_ids(p), variant_ids=variants, locked=True)
    run = ActionRun.objects.select_for_update(of=("self",)).select_related("version").get(pk=run.pk)
    if run.status == RunStatus.UNDONE or run.is_being_undone:
        return run
    run.order = scene.order
    if reason := why_not(run, scene.at):
        raise TooLate(reason)
    if backend := _backend(run):
        return _ask_back(run, backend, by=by)
    _put_back(scene, run, moved)
    action.take_back(scene, run)
    run.status, run.undone_at = RunStatus.UNDONE, scene.at
    run.undone_by = by if isinstance(by, Agent) else None
    run.save(update_fields=["status", "undone_at", "undone_by"])
    tell(run, Verb.ACTION_UNDONE, by=by)
    return run


def _ask_back(run: ActionRun, backend: Backend, *, by: Who) -> ActionRun:
    run.status, run.before[UNDOING] = RunStatus.PERFORMING, True
    run.undone_by = by if isinstance(by, Agent) else None
    run.save(update_fields=["status", "before", "undone_by"])
    backend.begin_undo(run)
    tell(run, Verb.ACTION_STARTED, by=by, is_undo=True)
    return run


def _put_back(scene: Scene, run: ActionRun, moved: list[dict]) -> None:
    void_money(scene, run)
    for each in moved:
        variant = scene.variants.get(each["variant"])
        if variant is not None:
            words = _("%(name)s has been sold since.") % {"name": each["name"]}
            try:
                levels = run.before.get("levels", {}).get(str(variant.pk), {})
                move_stock(variant, -each["pieces"], words, back=levels)
            except OutOfStock as refusal:
                raise TooLate(str(refusal)) from None
    if scene.order is not None:
        scene.order.status = run.before["status"]
        scene.order.save(update_fields=["status"])
