"""A call whose time has come reaches a person: it is offered to one after another, until somebody has taken it.

Whatever way the tickets of the team go otherwise: a call is a moment, and whoever is asked must be at the phone. Its
agent is asked first, and then who fits best; taken is a call by accepting it, or by taking the ticket since.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from shopbell.accounts.availability import Availability
from shopbell.promises.calls_due import calls_due
from shopbell.promises.models import Promise
from shopbell.promises.promise import Kind, Outcome
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .offer import Answer, Offer


def tickets_to_call(ids: Iterable[int]) -> TicketQuerySet:
    """Those of them that go on: a call is made also where an answer waits for somebody else."""
    return Ticket.objects.undeleted().standing().unsolved().filter(pk__in=ids, spam__ticket__isnull=True)


def wanting_calls(now: datetime, among: Iterable[int] | None = None) -> dict[int, datetime]:
    """The tickets whose call is due and has reached nobody yet, with since when, the first due first."""
    due = calls_due(now, among)
    rows = tickets_to_call(due).values_list("pk", "assignee") if due else []
    wanting = {pk: due[pk] for pk, agent in rows if not (agent and _is_taken(pk, agent, due[pk], now))}
    ends = dict(promised_calls(wanting).values_list("ticket", "due_at"))
    return dict(sorted(wanting.items(), key=lambda call: (ends.get(call[0], call[1]), call[0])))


def is_late(ticket_id: int, since: datetime, now: datetime) -> bool:
    """Whether half of the time that was promised for the call is gone."""
    end = promised_calls([ticket_id]).values_list("due_at", flat=True).first()
    return end is None or now >= since + (end - since) / 2


def calling(agents: Iterable[int] | QuerySet, now: datetime) -> list[int]:
    """The agents who have a call to make now, one for each call."""
    due = calls_due(now)
    return (
        list(tickets_to_call(due).filter(assignee__in=agents).values_list("assignee", flat=True))
        if due
        else []
    )


def promised_calls(tickets: Iterable[int]) -> QuerySet[Promise]:
    """By when their customers were told that they are called."""
    return Promise.objects.filter(ticket__in=tickets, kind=Kind.CALL, outcome=Outcome.OPEN)


def _is_taken(ticket_id: int, agent: int, since: datetime, now: datetime) -> bool:
    accepted = Offer.objects.filter(
        ticket=ticket_id, agent=agent, answer=Answer.ACCEPTED, answered_at__gte=since
    )
    given = Event.objects.filter(ticket=ticket_id, verb=Verb.ASSIGNED).order_by("-pk").first()
    is_by_hand = given is not None and given.agent_id is not None and given.created_at >= since
    return (is_by_hand or accepted.exists()) and not _is_gone(agent, ticket_id, since, now)


def _is_gone(agent: int, ticket_id: int, since: datetime, now: datetime) -> bool:
    """Who said so is believed at once; a screen that was closed may be open again in a moment."""
    rows = Availability.objects.filter(agent=agent)
    if rows.gone().exists():
        return True
    return is_late(ticket_id, since, now) and not rows.present(now).exists()
