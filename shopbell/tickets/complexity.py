"""Complexity: whether a ticket is simple, ordinary or complex, so that complex ones may be promised and taken sooner.

The desk judges by facts (`complexity_factor.py`) whenever one of them changes; what an agent says counts instead. A row
is kept for what is not simple, and for what an agent said: most tickets are simple, and cost nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from shopbell.accounts.permission import Permission

from .complexity_factor import LEVELS, Judgement, Level, gives_nothing, judged, reasons_of
from .event import Event, Verb, record
from .ticket import Ticket
from .undo import changed_since, reverses

PORTION = 500
MOST_NEW = 5_000  # tickets that get another level in one night: each is an event with its reactions
VERBS = {  # what may make a ticket more complex, or less
    *(Verb.RECEIVED, Verb.UNSENT, Verb.REOPENED, Verb.TRANSFERRED, Verb.TRANSFER_UNDONE),
    *(Verb.MERGED, Verb.UNMERGED, Verb.SPLIT, Verb.SPLIT_OFF),
    *(Verb.ORDER_LINKED, Verb.ORDER_UNLINKED, Verb.PRODUCT_LINKED, Verb.PRODUCT_UNLINKED),
    *(Verb.ACTION_PERFORMED, Verb.ACTION_UNDONE, Verb.APPROVAL_DECLINED),
}


class Complexity(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="complexity")
    level = models.PositiveSmallIntegerField(choices=Level, help_text="that counts")
    found = models.PositiveSmallIntegerField(choices=Level, help_text="by the facts")
    chosen = models.PositiveSmallIntegerField(choices=Level, null=True, help_text="by an agent")
    parts = models.JSONField(default=list, help_text="code, count and points of each fact that gave any")

    class Meta:
        indexes = [models.Index(fields=["level", "ticket"], name="ticket_by_complexity")]


@dataclass(frozen=True)
class TicketComplexity:
    level: Level
    is_chosen: bool  # by an agent
    reasons: list[tuple[str, int]]  # in words, with their points


def complexity_of(ticket: Ticket) -> TicketComplexity:
    """As it stands, and why."""
    row = Complexity.objects.filter(ticket=ticket).first()
    if row is None:
        return TicketComplexity(Level.SIMPLE, False, [])
    return TicketComplexity(Level(row.level), row.chosen is not None, reasons_of(row.parts))


def is_complex(ticket: Ticket) -> bool:
    """No question where it was read with its `complexity`."""
    row = getattr(ticket, "complexity", None)
    return row is not None and row.level == Level.COMPLEX


def levels_of(tickets: Collection[Ticket]) -> dict[int, Level]:
    """The level of each of `tickets`, by its number."""
    known = dict(Complexity.objects.filter(ticket__in=tickets).values_list("ticket", "level"))
    return {ticket.pk: Level(known.get(ticket.pk, Level.SIMPLE)) for ticket in tickets}


def at_level(levels: Collection[Level]) -> Q:
    """Tickets of one of `levels`."""
    rows = Complexity.objects.filter(ticket=OuterRef("pk"))
    found = Q(Exists(rows.filter(level__in=list(levels))))
    return found | ~Q(Exists(rows)) if Level.SIMPLE in levels else found


@transaction.atomic
def choose_complexity(ticket: Ticket, level: str | None, *, by=None, **data) -> Event | None:
    """Say how complex it is (`simple`, `ordinary`, `complex`), or None to leave that to the desk.

    The same again leaves no trace (None). KeyError for an unknown one.
    """
    ticket.lock()
    row = Complexity.objects.filter(ticket=ticket).first()
    chosen = LEVELS[level] if level else None
    if (row.chosen if row else None) == chosen:
        return None
    before = Level(row.chosen).code if row and row.chosen else ""
    found = judged([ticket.pk])[ticket.pk]
    _keep(ticket, found, chosen)
    return record(ticket, Verb.COMPLEXITY_CHOSEN, by=by, complexity=level or "", before=before, **data)


@reverses(Verb.COMPLEXITY_CHOSEN, permission=Permission.TICKET_UPDATE)
def _choose_back(ticket: Ticket, event: Event, *, by) -> None:
    row = Complexity.objects.filter(ticket=ticket).first()
    if (Level(row.chosen).code if row and row.chosen else "") != event.data["complexity"]:
        raise changed_since()
    choose_complexity(ticket, event.data["before"] or None, by=by, undoes=event.pk)


def react(event: Event) -> None:
    """Judge the ticket anew. Twice changes nothing."""
    if not _only_asks_shortly(event):
        judge_tickets([event.ticket_id])


def _only_asks_shortly(event: Event) -> bool:
    """Whether it is the message that opened a ticket, as most are: too short for any points, so that a flood of them
    costs next to nothing. What else there is of a ticket tells of itself by events of its own."""
    message, ticket = event.message, event.ticket
    if event.verb != Verb.RECEIVED or message is None or ticket.first_replied_at is not None:
        return False
    is_first = ticket.waiting_since == message.created_at
    return is_first and gives_nothing(message.text) and not message.attachments.exists()


def judge_tickets(ticket_ids: Collection[int]) -> int:
    """Judge these tickets by their facts; returns how many are another level now."""
    kept = {row.ticket_id: row for row in Complexity.objects.filter(ticket__in=ticket_ids)}
    news = [pk for pk, found in judged(ticket_ids).items() if _differs(kept.get(pk), found)]
    return sum(_judge(pk) for pk in news)


def judge_unsolved() -> int:
    """Judge all unsolved tickets, a portion at a time: those from before there was this, and what slipped through.

    After some thousands that are another level now it goes on the next time, so that no flood of events comes at once.
    """
    count, last = 0, 0
    unsolved = Ticket.objects.unsolved().order_by("pk").values_list("pk", flat=True)
    while count < MOST_NEW and (ids := list(unsolved.filter(pk__gt=last)[:PORTION])):
        count, last = count + judge_tickets(ids), ids[-1]
    return count


def _differs(row: Complexity | None, found: Judgement) -> bool:
    if row is None:
        return found.level != Level.SIMPLE
    return row.found != found.level or row.parts != _as_json(found)


@transaction.atomic
def _judge(ticket_id: int) -> bool:
    ticket = Ticket(pk=ticket_id)
    try:
        ticket.lock()
    except Ticket.DoesNotExist:
        return False
    row = Complexity.objects.filter(ticket=ticket).first()
    before = Level(row.level) if row else Level.SIMPLE
    found = judged([ticket_id])[ticket_id]
    after = _keep(ticket, found, Level(row.chosen) if row and row.chosen else None)
    if after == before:
        return False
    record(ticket, Verb.COMPLEXITY_FOUND, complexity=after.code, before=before.code, points=found.points)
    return True


def _keep(ticket: Ticket, found: Judgement, chosen: Level | None) -> Level:
    """Write down what holds; returns the level that counts."""
    level = chosen or found.level
    if chosen is None and level == Level.SIMPLE:
        Complexity.objects.filter(ticket=ticket).delete()
    else:
        told = {"level": level, "found": found.level, "chosen": chosen, "parts": _as_json(found)}
        Complexity.objects.update_or_create(ticket=ticket, defaults=told)
    return level


def _as_json(found: Judgement) -> list[list]:
    return [list(part) for part in found.parts]
