"""How a shop system's answer ends a run that was under way: it was done, or it was not, in the shop's words.

The order itself comes back as the shop system has it, by its connector; nothing of it is made up here.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.tickets.event import Verb

from .perform import tell
from .registry import action_named
from .run import UNDO_ASKED, UNDOING, ActionRun, RunStatus
from .scene import hold_ticket


@transaction.atomic
def settle_run(run_id: int, external_id: str = "", data: dict[str, Any] | None = None) -> ActionRun:
    """The shop system has done it; `external_id` is its own name for that. Twice changes nothing."""
    run = _under_way(run_id)
    if run.status == RunStatus.PERFORMING:
        run.status, run.external_id, run.settled_at = RunStatus.DONE, external_id, timezone.now()
        if run.customer_id:  # else erased while the shop system was asked: nothing is kept of it
            run.effects["data"] |= data or {}
            action_named(run.action).keep_elsewhere(run)
        run.save()
        tell(run, Verb.ACTION_PERFORMED)
    return run


@transaction.atomic
def fail_run(run_id: int, words: str) -> ActionRun:
    """The shop system has not done it and says why. Twice changes nothing."""
    run = _under_way(run_id)
    if run.status == RunStatus.PERFORMING:
        run.status, run.failure, run.settled_at = RunStatus.FAILED, words, timezone.now()
        run.save()
        tell(run, Verb.ACTION_FAILED, words=words)
    return run


@transaction.atomic
def settle_undo(run_id: int) -> ActionRun:
    """The shop system has taken it back. Twice changes nothing."""
    run = _under_way(run_id)
    if run.is_being_undone:
        run.before.pop(UNDOING)
        run.status, run.undone_at, run.failure = RunStatus.UNDONE, timezone.now(), ""
        run.save(update_fields=["status", "undone_at", "before", "failure"])
        action_named(run.action).keep_undone(run)
        tell(run, Verb.ACTION_UNDONE, by=run.undone_by)
    return run


@transaction.atomic
def fail_undo(run_id: int, words: str) -> ActionRun:
    """The shop system has not taken it back and says why: it stands as done. Twice changes nothing."""
    run = _under_way(run_id)
    if run.is_being_undone:
        by, run.undone_by = run.undone_by, None
        run.before.pop(UNDOING)
        run.before.pop(UNDO_ASKED, None)  # the next one asks anew
        run.status, run.failure = RunStatus.DONE, _("Not taken back: %(words)s") % {"words": words}
        run.save(update_fields=["status", "failure", "undone_by", "before"])
        tell(run, Verb.ACTION_FAILED, by=by, words=words, is_undo=True)
    return run


def _under_way(run_id: int) -> ActionRun:
    hold_ticket(ActionRun.objects.values_list("ticket", flat=True).get(pk=run_id))
    return ActionRun.objects.select_for_update(of=("self",)).get(pk=run_id)
