"""The work of a bulk run: a portion of some seconds per job, a short transaction per ticket.

The transaction takes the item, calls the verb and writes what came of it, so a worker that dies leaves nothing half
done and nothing done twice; its job is given to another, which goes on with the items that wait. Rights are those
that the agent has now, not those at the start. Reactions are enqueued as by one change; so that those of
shoppers' messages do not wait behind thousands, the run waits for its own.
"""

import logging
import time
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Forbidden, Refused

from .because import in_bulk_run
from .bulk import BulkItem, BulkRun, ItemState, RunState, enqueue
from .bulk_action import BulkAction, action_of
from .ticket import Ticket
from .undo import undo_event

log = logging.getLogger(__name__)
PORTION_SECONDS = 2.0
CHUNK = 25  # tickets between two looks at state, rights and queue
MOST_WAITING = 100  # reactions; a shopper's message has at most so many before it
ENDS = {RunState.RUNNING: RunState.DONE, RunState.UNDOING: RunState.UNDONE}
TODO = {RunState.RUNNING: ItemState.WAITING, RunState.UNDOING: ItemState.DONE}


def work_on(run_id: int, seconds: float = PORTION_SECONDS) -> None:
    """Work on the run for some seconds and enqueue what is left; nothing when it was cancelled or has ended."""
    end = time.monotonic() + seconds
    while (run := _load(run_id)) is not None and run.state in TODO:
        with override(run.agent.language):
            is_over = not _work_on_some(run)
        if is_over:
            return _finish(run)
        publish(f"agent-{run.agent_id}")
        while _waiting_reactions() >= MOST_WAITING and time.monotonic() < end:
            time.sleep(0.02)
        if time.monotonic() >= end:
            return enqueue(run)
    return None


def _load(run_id: int) -> BulkRun | None:
    """The run with its agent as they are now."""
    return BulkRun.objects.select_related("agent__role").filter(pk=run_id).first()


def _work_on_some(run: BulkRun) -> bool:
    """Whether there was anything left to do."""
    todo = run.items.filter(state=TODO[RunState(run.state)]).order_by("ticket_id")
    ids = list(todo.values_list("pk", flat=True)[:CHUNK])
    action = thing = None
    problem = ""
    if ids and run.state == RunState.RUNNING:
        try:
            run.agent.require((action := action_of(run.action)).permission)
            thing = action.find(run.value)
        except (Refused, Forbidden) as refusal:
            problem = str(refusal)
    for pk in ids:
        with transaction.atomic(), connection.cursor() as cursor:
            # what a crash takes back takes the item's mark with it, so that it is done again
            cursor.execute("set local synchronous_commit = off")
            _work_on_item(run, pk, action, thing, problem)
    return bool(ids)


def _work_on_item(run: BulkRun, pk: int, action: BulkAction | None, thing: Any, problem: str) -> None:
    state = RunState(run.state)
    item = (
        BulkItem.objects.select_for_update(of=("self",))
        .select_related("event__ticket")
        .filter(pk=pk, state=TODO[state], run__state=state)
        .first()
    )
    if item is None:  # another worker had it, or the run was cancelled
        return
    try:
        if problem:
            raise Refused(problem)
        with transaction.atomic(), in_bulk_run(run.pk):
            _undo(item, run.agent) if action is None else _change(item, run.agent, action, thing)
    except (Refused, Forbidden) as refusal:
        item.sentence = str(refusal)[:300]
        item.state = ItemState.LEFT if state == RunState.UNDOING else ItemState.REFUSED
    except DatabaseError:
        raise
    except Exception:
        log.exception("Bulk run %s failed for ticket %s.", run.pk, item.ticket_id)
        item.sentence = _("This did not work. Change it by hand.")
        item.state = ItemState.LEFT if state == RunState.UNDOING else ItemState.REFUSED
    item.save(update_fields=["state", "event", "sentence"])


def _change(item: BulkItem, agent: Agent, action: BulkAction, thing: Any) -> None:
    ticket = Ticket.objects.visible_to(agent).filter(pk=item.ticket_id).first()
    if ticket is None:
        raise Refused(_("You may not see this ticket any more."))
    item.event = action.perform(ticket, thing, by=agent)
    item.state = ItemState.DONE if item.event else ItemState.SAME


def _undo(item: BulkItem, agent: Agent) -> None:
    if item.event is None:
        raise Refused(_("This cannot be undone."))
    undo_event(item.event, by=agent, until=None)
    item.state = ItemState.UNDONE


def _finish(run: BulkRun) -> None:
    ended = BulkRun.objects.filter(pk=run.pk, state=run.state)
    ended.update(state=ENDS[RunState(run.state)], finished_at=timezone.now())
    publish(f"agent-{run.agent_id}")


def _waiting_reactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select 1 from procrastinate_jobs where status = 'todo' and queue_name = 'react'"
            " and (scheduled_at is null or scheduled_at <= now()) limit %s) waiting",
            [MOST_WAITING],
        )
        return cursor.fetchone()[0]
