"""Snoozing: hide a ticket from the queues until a moment, or until the customer writes.

A ticket is snoozed while it has a Snooze row. Waking it deletes the row; the timeline keeps the story. Whatever the
agent chose, the customer's word wakes it at once: `receive_message` does so in its own transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared

from .event import Event, Verb, record
from .ticket import Ticket
from .undo import changed_since, reverses

MORNING, AFTERNOON = time(9), time(15)
MONDAY = 0
FARTHEST = timedelta(days=3 * 366)
AT_ONCE = 1_000  # of one sweep; the next follows in a minute
AWAKE, WRITES = "", "writes"  # how an event says that a ticket did not sleep, or until the customer writes


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    def due(self, now: datetime):
        return self.filter(until__lte=now)


class Snooze(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="snooze")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField(null=True, db_index=True, help_text="empty: until the customer writes")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SnoozeQuerySet.as_manager()


SNOOZE = Prepared(lambda ticket: Snooze.objects.filter(ticket=ticket), ticket=int)


@transaction.atomic
def snooze_ticket(ticket: Ticket, *, until: datetime | None, by, **data) -> Event | None:
    """Take `ticket` out of the queues until `until`, an aware moment; None: until the customer writes.

    Snoozing a snoozed ticket moves the moment; the same again leaves no trace (None). Raises Refused when the ticket is
    solved, or the moment has passed or is years away.
    """
    ticket.lock()
    if not ticket.is_unsolved:
        raise Refused(_("Only a ticket that is not solved can be snoozed."))
    if until is not None and until <= timezone.now():
        raise Refused(_("Pick a time in the future."))
    if until is not None and until > timezone.now() + FARTHEST:
        raise Refused(_("Pick a time within the next three years."))
    agent = by if isinstance(by, Agent) else None
    snooze, is_new = Snooze.objects.get_or_create(ticket=ticket, defaults={"until": until, "agent": agent})
    if not is_new and snooze.until == until:
        return None
    before = AWAKE if is_new else _written(snooze.until)
    snooze.until, snooze.agent = until, agent
    snooze.save()
    return record(
        ticket, Verb.SNOOZED, by=by, until=until.isoformat() if until else "", before=before, **data
    )


@transaction.atomic
def wake_ticket(ticket: Ticket, *, by=None, cause: Event | None = None) -> Event | None:
    """Bring `ticket` back to the queues; awake, it stays so without a trace (None).

    `by` is the agent who wants it back, or the customer who wrote.
    """
    ticket.lock()
    return end_snooze(ticket, by=by, cause=cause)


def end_snooze(
    ticket: Ticket, *, by=None, cause: Event | None = None, now: datetime | None = None, **data
) -> Event | None:
    """`wake_ticket` for who holds the ticket's lock; with `now` only if its moment has come by then."""
    snooze = SNOOZE.first(ticket=ticket.pk)
    if snooze is None or (now and (snooze.until is None or snooze.until > now)):
        return None
    snooze.delete()
    return record(ticket, Verb.WOKEN, by=by, cause=cause, before=_written(snooze.until), **data)


@reverses(Verb.SNOOZED, Verb.WOKEN, permission=Permission.TICKET_UPDATE)
def _sleep_as_before(ticket: Ticket, event: Event, *, by) -> None:
    """As it slept before, if it did; when that moment has passed meanwhile it is awake."""
    before = event.data["before"]
    until = None if before in (AWAKE, WRITES) else datetime.fromisoformat(before)
    if before == AWAKE or (until and until <= timezone.now()):
        undone = end_snooze(ticket, by=by, undoes=event.pk)
    else:
        undone = snooze_ticket(ticket, until=until, by=by, undoes=event.pk) if ticket.is_unsolved else None
    if undone is None:
        raise changed_since()


def _written(until: datetime | None) -> str:
    """Until when a ticket sleeps, as an event keeps it."""
    return until.isoformat() if until else WRITES


def wake_due_tickets(now: datetime) -> int:
    """Wake every ticket whose moment has come; returns how many. Safe to run twice and in parallel."""
    due = Snooze.objects.due(now).order_by("until").values_list("ticket_id", flat=True)
    return sum(bool(_wake_if_due(ticket_id, now)) for ticket_id in due[:AT_ONCE])


@transaction.atomic
def _wake_if_due(ticket_id: int, now: datetime) -> Event | None:
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    return end_snooze(ticket, now=now) if ticket else None


@dataclass(frozen=True)
class Offer:
    """A moment that an agent picks with one click."""

    label: str
    until: datetime


def offers(now: datetime) -> list[Offer]:
    """The moments to offer at `now`, in the reader's zone: soonest first, none twice."""
    local = timezone.localtime(now)
    today = local.date()
    chosen = [Offer(_("In an hour"), local + timedelta(hours=1))]
    if local.time() < time(AFTERNOON.hour - 1):
        chosen.append(Offer(_("This afternoon"), _at(today, AFTERNOON)))
    tomorrow = today + timedelta(days=1)
    chosen.append(Offer(_("Tomorrow morning"), _at(tomorrow, MORNING)))
    monday = today + timedelta(days=7 - today.weekday())
    if monday != tomorrow:
        chosen.append(Offer(_("Monday morning"), _at(monday, MORNING)))
    if today.weekday() != MONDAY:  # else it is the same morning
        chosen.append(Offer(_("In a week"), _at(today + timedelta(days=7), MORNING)))
    return chosen


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
