"""What becomes of an action that waited: whoever may approves it or does not, or it stays too long.

Who may, who is told and when it expires is for the floor's own approvals; here is what follows for the run.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.tickets.event import Verb

from ..policies.policy import Outcome
from .perform import _note, go, parsed, previewed, tell
from .registry import action_named
from .run import ActionRun, RunStatus
from .scene import Scene, fill, hold_ticket
from .waiver import Waiver


@transaction.atomic
def resume_run(run: ActionRun, *, approved_by, at: datetime | None = None) -> ActionRun:
    """Perform what waited, as it is allowed now; failed, with the sentence, when it is not any more.

    Once: a run that does not wait is returned as it is.
    """
    action, p = action_named(run.action), parsed(action_named(run.action), run.parameters)
    if run.customer is None:
        return decline_run(run, by=approved_by, words=_("The customer was erased."))
    scene = Scene(
        customer=run.customer, by=run.actor, order=run.order, ticket=run.ticket, at=at or timezone.now(),
        waiver=Waiver(run.waived_rule, run.waiver_reason) if run.waived_rule else None,
    )  # fmt: skip
    fill(scene, method_ids=action.method_ids(p), variant_ids=action.variant_ids(p), locked=True)
    run = ActionRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status != RunStatus.WAITING:
        return run
    run.order, run.approved_by = scene.order, approved_by
    preview = previewed(action, scene, p)
    if preview.ruling.outcome == Outcome.REFUSE:
        return _fail(run, preview.ruling.sentence, by=approved_by)
    _note(run, scene, preview)
    return go(action, scene, p, preview, run)


@transaction.atomic
def decline_run(run: ActionRun, *, by, words: str) -> ActionRun:
    """Say no to what waits (`by` None: nobody answered in time); a run that does not wait is returned as it is."""
    hold_ticket(run.ticket_id)
    run = ActionRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return _fail(run, words, by=by) if run.status == RunStatus.WAITING else run


def _fail(run: ActionRun, words: str, *, by) -> ActionRun:
    run.status, run.failure, run.settled_at = RunStatus.FAILED, words, timezone.now()
    run.save()
    tell(run, Verb.ACTION_FAILED, by=by, words=words)
    return run
