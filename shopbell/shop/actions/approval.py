"""What becomes of an action that waited: whoever may approves it or does not, or it stays too long.

Who may, who is told and when it expires is said in `authority`; here is what follows for the run.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.tickets.event import Verb

from .perform import _note, go, parsed, previewed, tell
from .registry import action_named
from .run import ActionRun, RunStatus
from .scene import Scene, hold_ticket
from .waiver import Waiver


@transaction.atomic
def resume_run(run: ActionRun, *, approved_by, at: datetime | None = None) -> ActionRun:
    """Perform what waited, as it is allowed now; failed, with the sentence, when it is not any more, or would do
    anything else than what was asked for: other money, other pieces, another state of the order, another address.

    Once: a run that does not wait is returned as it is.
    """
    action, p = action_named(run.action), parsed(action_named(run.action), run.parameters)
    if run.customer is None:
        return decline_run(run, by=approved_by, words=_("The customer was erased."))
    scene = Scene(
        customer=run.customer, by=run.actor, order=run.order, ticket=run.ticket, team_id=run.team_id,
        at=at or timezone.now(),
        waiver=Waiver(run.waived_rule, run.waiver_reason, also=tuple(run.also_waived)) if run.waived_rule else None,
    )  # fmt: skip
    action.set_scene(scene, p, locked=True)
    run = ActionRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status != RunStatus.WAITING:
        return run
    run.order, run.approved_by = scene.order, approved_by
    preview = previewed(action, scene, p)
    if preview.is_refused:
        return _fail(run, preview.ruling.sentence, by=approved_by)
    now = preview.as_dict()
    if preview.cost_cents > run.cost_cents or _charged(now) > _charged(run.effects):
        return _fail(run, _("It would come to more by now than was approved. Ask again."), by=approved_by)
    if _agreed(now) != _agreed(run.effects):
        return _fail(
            run, _("It would be something else by now than was approved. Ask again."), by=approved_by
        )
    _note(run, scene, preview)
    return go(action, scene, p, preview, run)


@transaction.atomic
def decline_run(
    run: ActionRun, *, by, words: str, verb: Verb = Verb.ACTION_FAILED, to_ids: Iterable[int] = ()
) -> ActionRun:
    """Say no to what waits (`by` None: nobody answered in time); a run that does not wait is returned as it is.

    The ticket tells it by `verb`, and it is news for the agents `to_ids`.
    """
    hold_ticket(run.ticket_id)
    run = ActionRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return _fail(run, words, by=by, verb=verb, to_ids=to_ids) if run.status == RunStatus.WAITING else run


def _agreed(effects: dict[str, Any]) -> dict[str, Any]:
    """What is approved. Names follow a language, and days and dates the day on which it is done."""
    return {
        "money": [
            {name: value for name, value in each.items() if name not in ("method_name", "days")}
            for each in effects["money"]
        ],
        "stock": [
            {name: value for name, value in each.items() if name != "name"} for each in effects["stock"]
        ],
        "status": effects["status_after"] if effects["status_after"] != effects["status_before"] else "",
        "address": effects["data"].get("address"),
    }


def _charged(effects: dict[str, Any]) -> int:
    return sum(effect["cents"] for effect in effects["money"] if effect["kind"] == "charge")


def _fail(
    run: ActionRun, words: str, *, by, verb: Verb = Verb.ACTION_FAILED, to_ids: Iterable[int] | None = None
) -> ActionRun:
    run.status, run.failure, run.settled_at = RunStatus.FAILED, words, timezone.now()
    run.save()
    asker = [run.agent_id] if run.agent_id else []
    tell(run, verb, by=by, words=words, to_ids=asker if to_ids is None else list(to_ids))
    return run
