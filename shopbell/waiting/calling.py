"""An agent has called: the shopper was reached, or not, or is called again at another time. Each can be taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.promises.promise import VOIDING, WAITED_FOR, Kind, Promise, end_promises, go_on, make_promise
from shopbell.promises.promise import Outcome as Fate
from shopbell.tickets.answer_policy import take_on
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import changed_since, reverses

from .call_back import CallBack, Outcome, call_back_of, end_calls
from .call_words import again_words, missed_words
from .telling import tell_shopper

AGAIN = "again"
MOMENTS = ("first_replied_at", "waiting_since")  # columns of the ticket that a call moves


@transaction.atomic
def note_reached(ticket: Ticket, *, by: Agent) -> Event:
    """The shopper was reached: they have heard a person, as by an answer. Raises Refused when nobody waits for it."""
    call, now = _open_call(ticket), timezone.now()
    before = _stands(ticket, call)
    kept = _settle(Promise.objects.filter(ticket=ticket), now)
    ticket.first_replied_at = ticket.first_replied_at or now
    ticket.waiting_since = None
    ticket.status = Status.OPEN if ticket.status == Status.NEW else ticket.status
    ticket.save()
    end_calls(ticket.pk, Outcome.REACHED, now, by)
    event = record(ticket, Verb.CALLED, by=by, at=now, outcome="reached", before=before, promises=kept)
    take_on(ticket, by, cause=event)
    return event


@transaction.atomic
def note_missed(ticket: Ticket, *, by: Agent) -> Event:
    """Nobody answered the call: what was promised is done, and the shopper hears so. Raises Refused."""
    call, now = _open_call(ticket), timezone.now()
    before = _stands(ticket, call)
    kept = _settle(Promise.objects.filter(ticket=ticket, kind=Kind.CALL), now)
    end_calls(ticket.pk, Outcome.MISSED, now, by)
    event = record(ticket, Verb.CALLED, by=by, at=now, outcome="missed", before=before, promises=kept)
    tell_shopper(ticket, missed_words)
    return event


@transaction.atomic
def call_again(ticket: Ticket, until: datetime, *, by: Agent) -> Event:
    """Nobody answered; they are called again by `until`, which is promised and told. Raises Refused."""
    call, now = _open_call(ticket), timezone.now()
    before = _stands(ticket, call)
    kept = _settle(Promise.objects.filter(ticket=ticket, kind=Kind.CALL), now)
    call.agent, call.from_at = by, None
    call.save()
    event = record(
        ticket,
        Verb.CALLED,
        by=by,
        at=now,
        outcome=AGAIN,
        until=until.isoformat(),
        before=before,
        promises=kept,
    )
    make_promise(ticket, until, by=by, message=tell_shopper(ticket, again_words, until), kind=Kind.CALL)
    return event


@reverses(
    Verb.CALLED,
    permission=Permission.TICKET_REPLY,
    also_disturbed_by=(Verb.CALL_UNDONE, Verb.CALL_ASKED, Verb.CALL_DECLINED, *VOIDING),
)
def _as_before(ticket: Ticket, event: Event, *, by) -> Event:
    """The call is open again, with what was promised. What the shopper was told of it stays said."""
    before = event.data["before"]
    call = CallBack.objects.filter(pk=before["call"], ticket=ticket).first()
    if call is None or (call.ended_at is None and event.data["outcome"] != AGAIN):
        raise changed_since()
    call.outcome, call.ended_at, call.from_at = "", None, _moment(before["from_at"])
    call.save()
    ended_with_it = CallBack.objects.filter(ticket=ticket, ended_at=event.created_at)
    ended_with_it.update(outcome="", ended_at=None)
    promises = Promise.objects.filter(ticket=ticket)
    end_promises(promises.filter(kind=Kind.CALL), Fate.VOID, timezone.now())
    still = promises.filter(WAITED_FOR).values_list("kind", flat=True)
    settled = promises.filter(pk__in=event.data["promises"]).exclude(kind__in=list(still))
    if _was_answered(ticket, event):
        settled = settled.filter(kind=Kind.CALL)
    go_on(settled)
    _waits_again(ticket, event)
    return record(ticket, Verb.CALL_UNDONE, by=by, undoes=event.pk)


def _waits_again(ticket: Ticket, event: Event) -> None:
    """The moments that the call moved are as before, unless the ticket was answered since."""
    if event.data["outcome"] != Outcome.REACHED or _was_answered(ticket, event):
        return
    for name in MOMENTS:
        setattr(ticket, name, _moment(event.data["before"][name]))
    ticket.save(update_fields=[*MOMENTS])


def _was_answered(ticket: Ticket, since: Event) -> bool:
    return ticket.events.filter(verb=Verb.REPLIED, agent__isnull=False, pk__gt=since.pk).exists()


def _open_call(ticket: Ticket) -> CallBack:
    ticket.lock()
    call = call_back_of(ticket.pk)
    if call is None:
        raise Refused(_("Nobody waits for a call here any more."))
    return call


def _stands(ticket: Ticket, call: CallBack) -> dict[str, Any]:
    """What an undo puts back."""
    moments = {name: getattr(ticket, name) for name in MOMENTS} | {"from_at": call.from_at}
    return {"call": call.pk, **{name: at.isoformat() if at else "" for name, at in moments.items()}}


def _moment(text: str) -> datetime | None:
    return parse_datetime(text) if text else None


def _settle(promises, now: datetime) -> list[int]:
    """These promises are kept, or were too late; the keys of those that were waited for."""
    found = promises.filter(WAITED_FOR)
    ids = list(found.values_list("pk", flat=True))
    found.filter(due_at__gt=now).update(outcome=Fate.KEPT, ended_at=now)
    found.filter(due_at__lte=now).update(outcome=Fate.BROKEN, ended_at=now, is_owed=False)
    return ids
