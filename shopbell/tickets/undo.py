"""Taking a change back: an event that says what stood before it can be undone for ten minutes.

A concept file says how for its own verbs, with `@reverses`; the toast of a form and a bulk run both come here.
What was changed again since is never overwritten: the undo is refused, and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .event import Event, Verb

UNDO_TIME = timedelta(minutes=10)


@dataclass(frozen=True)
class Reversal:
    """`reverse(ticket, event, by=)` finds the ticket locked and records one event with `undoes=event.pk`."""

    reverse: Callable[..., object]
    permission: Permission
    disturbed_by: frozenset[Verb]
    same: str


REVERSALS: dict[str, Reversal] = {}


def reverses(
    *verbs: Verb, permission: Permission, also_disturbed_by: tuple[Verb, ...] = (), same: str = ""
) -> Callable[[Callable], Callable]:
    """Say how events of `verbs` are undone. A later one of them, or of `also_disturbed_by`, stands in the way.

    With `same`, only one that has the same value in its data under this name (the same tag).
    """

    def register(reverse: Callable) -> Callable:
        disturbed_by = frozenset((*verbs, *also_disturbed_by))
        for verb in verbs:
            REVERSALS[verb] = Reversal(reverse, permission, disturbed_by, same)
        return reverse

    return register


@transaction.atomic
def undo_event(event: Event, *, by, until: timedelta | None = UNDO_TIME) -> None:
    """Put back what stood before `event`; twice changes nothing.

    Raises Refused when it was changed again since, when it cannot be undone, and when it happened longer than
    `until` ago (None: at any time).
    """
    reversal = REVERSALS.get(event.verb)
    if reversal is None or "before" not in event.data:
        raise Refused(_("This cannot be undone."))
    by.require(reversal.permission)
    ticket = event.ticket
    ticket.lock()
    later = ticket.events.filter(pk__gt=event.pk, verb__in=reversal.disturbed_by)
    since = [each for each in later if each.data.get(reversal.same) == event.data.get(reversal.same)]
    if any(each.data.get("undoes") == event.pk for each in since):
        return
    if since:
        raise changed_since()
    if until is not None and timezone.now() - event.created_at > until:
        raise Refused(_("It is too late to undo this. Change it by hand."))
    reversal.reverse(ticket, event, by=by)


def is_undoable(event: object) -> bool:
    """Whether `event`, or whatever else a verb returned, is an event that `undo_event` takes."""
    return isinstance(event, Event) and event.verb in REVERSALS


def changed_since() -> Refused:
    return Refused(_("This was changed again since, so it is left as it is now."))
