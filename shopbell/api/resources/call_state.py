"""What a call that a customer asked for says to programs."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from ninja import Field, Schema

from shopbell.promises.models import Promise
from shopbell.promises.promise import Kind
from shopbell.promises.promise import Outcome as Fate
from shopbell.routing.offer import Offer
from shopbell.waiting.call_back import CallBack, Outcome

OPEN = "open"


class State(StrEnum):
    OPEN = OPEN
    REACHED = Outcome.REACHED.value
    MISSED = Outcome.MISSED.value
    DECLINED = Outcome.DECLINED.value
    OFF = Outcome.OFF.value


class CallState(Schema):
    id: int
    ticket_id: int
    state: str = Field(
        description="`open`, `reached`, `missed` (nobody answered), `declined` (no longer wanted), or `off`: it ended "
        "with its ticket."
    )
    number: str = Field(description="As E.164: `+442079460018`.")
    language: str
    asked_at: datetime
    from_at: datetime | None = Field(description="No call before; null: as soon as possible.")
    due_at: datetime | None = Field(description="By when they were told to be called; null once it is over.")
    ended_at: datetime | None
    agent_id: int | None = Field(description="Who called last.")
    offered_to: int | None = Field(description="The agent who is asked to make it now.")
    offered_until: datetime | None = Field(description="By when that agent answers.")


class KeptCall(Schema):
    """All that a token without `tickets:read` hears of a call that it asked for."""

    id: int
    state: State


def calls_of(calls: Collection[CallBack]) -> list[CallState]:
    waiting = [call.ticket_id for call in calls if call.ended_at is None]
    due, offers = _due(waiting), _offers(waiting)
    return [_state(call, due, offers) for call in calls]


def call_of(call: CallBack) -> CallState:
    return calls_of([call])[0]


def open_calls_of(tickets: Iterable[int]) -> dict[int, CallState]:
    """The call that each of these tickets waits for, by ticket; the first where a merge brought several."""
    found = CallBack.objects.filter(ticket__in=list(tickets), ended_at=None).order_by("-pk")
    return {told.ticket_id: told for told in calls_of(list(found))}


def _state(call: CallBack, due: dict[int, datetime], offers: dict[int, Offer]) -> CallState:
    is_open = call.ended_at is None
    offer = offers.get(call.ticket_id) if is_open else None
    return CallState(
        id=call.pk,
        ticket_id=call.ticket_id,
        state=call.outcome or OPEN,
        number=call.number,
        language=call.language,
        asked_at=call.asked_at,
        from_at=call.from_at,
        due_at=due.get(call.ticket_id) if is_open else None,
        ended_at=call.ended_at,
        agent_id=call.agent_id,
        offered_to=offer.agent_id if offer else None,
        offered_until=offer.until if offer else None,
    )


def _due(tickets: Collection[int]) -> dict[int, datetime]:
    """By when the customers of these tickets are to be called: what was promised last, while it counts."""
    if not tickets:
        return {}
    promises = Promise.objects.filter(ticket__in=tickets, kind=Kind.CALL).order_by("pk")
    last = {each.ticket_id: each for each in promises}
    return {pk: each.due_at for pk, each in last.items() if each.outcome in (Fate.OPEN, Fate.BROKEN)}


def _offers(tickets: Collection[int]) -> dict[int, Offer]:
    found = Offer.objects.open().filter(ticket__in=tickets) if tickets else []
    return {offer.ticket_id: offer for offer in found}
