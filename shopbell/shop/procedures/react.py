"""An action that was done, from whatever button, marks the step that it belongs to; taken back, it opens it again."""

from shopbell.core.errors import Refused
from shopbell.tickets.event import Event, Verb

from .progress import MarkState, Progress, StepMark, mark_step, reopen_step

VERBS = {Verb.ACTION_PERFORMED, Verb.ACTION_UNDONE}


def react(event: Event) -> None:
    """Once for each action: its run is kept with the mark, so that being called twice changes nothing."""
    run_id = event.data.get("run")
    marked = StepMark.objects.filter(run=run_id).select_related("progress__ticket") if run_id else None
    if marked is None:
        return
    if event.verb == Verb.ACTION_UNDONE:
        for mark in marked:
            try:
                reopen_step(mark.progress, mark.place, by=_who(event), cause=event)
            except Refused:
                continue  # the procedure was begun again since: people go on in that one
    elif not marked.exists():
        _mark_first(event, run_id)


def _mark_first(event: Event, run_id: int) -> None:
    for progress in Progress.objects.filter(ticket=event.ticket_id, ended_at=None).select_related("ticket"):
        passed = set(progress.marks.values_list("place", flat=True))
        for place, step in enumerate(progress.written):
            if step.action == event.data.get("action") and place not in passed:
                try:
                    mark_step(progress, place, MarkState.DONE, by=_who(event), run_id=run_id, cause=event)
                except Refused:
                    continue  # somebody marked it, or ended the procedure, this very moment
                return


def _who(event: Event):
    """Whoever did the action: an agent, the customer who agreed to it, or a rule."""
    return event.agent or event.customer or event.rule or None
