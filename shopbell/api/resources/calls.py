"""`/calls`: calls that customers asked for. Asked for and called off by programs, answered and made by agents."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from ninja import Field, Query, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Forbidden, Refused
from shopbell.routing.answering import accept_offer, decline_offer
from shopbell.routing.offer import Offer
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket
from shopbell.waiting.asking import decline_call
from shopbell.waiting.asking_for import ask_call_for, offer_for
from shopbell.waiting.call_back import CallBack
from shopbell.waiting.calling import call_again, note_missed, note_reached

from ..caller import Caller, actor_of
from ..door import needs
from ..once import Conflict, do_once
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .call_state import OPEN, CallState, KeptCall, State, call_of, calls_of
from .orders import aware
from .problem import READS, WRITES

routes = Router(tags=["Calls"])
WRITTEN = {200: CallState | KeptCall, **WRITES}


class Wanted(Asked):
    state: State | None = Field(None, description="`open`, `reached`, `missed`, `declined` or `off`.")
    ticket_id: int | None = Field(None, ge=1)


class CallTime(Schema):
    from_at: datetime
    until: datetime = Field(description="They are called between the two.")


class CallTimes(Schema):
    now: bool = Field(description="Whether a call as soon as possible can be asked for.")
    times: list[CallTime] = Field(description="What has room, one after the other.")


class NewCall(Schema):
    number: str = Field(min_length=1, max_length=60, description="With its country code, like +33123456789.")
    from_at: datetime | None = Field(
        None, description="One of the ticket's call times; left out: as soon as possible."
    )
    language: str = Field("", max_length=12, description="Left out: the one that they are written to in.")

    model_config = {"extra": "forbid"}


class Choice(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"


class Reply(Schema):
    answer: Choice

    model_config = {"extra": "forbid"}


class Came(StrEnum):
    REACHED = "reached"
    MISSED = "missed"
    AGAIN = "again"


class Result(Schema):
    outcome: Came = Field(description="`missed`: nobody answered. `again`: nor this time, it is tried again.")
    until: datetime | None = Field(None, description="With `again`: by when, which the customer is told.")

    model_config = {"extra": "forbid"}


@routes.get("/calls", response={200: Page[CallState], **READS}, **needs(Scope.TICKETS_READ))
def list_calls(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """The calls that were asked for in tickets that the caller may open or is asked to call in, newest first."""
    rows = callable_by(request.auth)  # type: ignore[attr-defined]
    if wanted.state:
        rows = rows.filter(ended_at=None) if wanted.state == OPEN else rows.filter(outcome=wanted.state)
    if wanted.ticket_id:
        rows = rows.filter(ticket=wanted.ticket_id)
    found, after = page_of(rows, wanted)
    return Page[CallState](data=calls_of(found), next=after)


@routes.get("/calls/{int:call_id}", response={200: CallState, **READS}, **needs(Scope.TICKETS_READ))
def get_call(request: HttpRequest, call_id: int):
    """One call."""
    return call_of(get_object_or_404(callable_by(request.auth), pk=call_id))  # type: ignore[attr-defined]


@routes.get(
    "/tickets/{int:ticket_id}/call-times", response={200: CallTimes, **READS}, **needs(Scope.TICKETS_READ)
)
def list_call_times(request: HttpRequest, ticket_id: int):
    """When its customer can be called: in the business hours of those who call, and while there is room."""
    offer = offer_for(_ticket(request.auth, ticket_id), timezone.now())  # type: ignore[attr-defined]
    return CallTimes(
        now=offer.is_now, times=[CallTime(from_at=slot.start, until=slot.end) for slot in offer.slots]
    )


@routes.post(
    "/tickets/{int:ticket_id}/calls",
    response={201: CallState | KeptCall, **WRITTEN},
    **needs(Scope.TICKETS_WRITE),
)
def ask_for_call(request: HttpRequest, ticket_id: int, new: NewCall):
    """Ask for a call for the customer of a ticket, who is told by when; one that is open moves. 422 where it is full.

    200 when the key was used before.
    """
    caller = request.auth  # type: ignore[attr-defined]
    ticket = _ticket(caller, ticket_id)
    caller.require(Permission.TICKET_REPLY)
    start = aware(new.from_at) if new.from_at else None
    call_id, is_new = do_once(
        request,
        lambda: ask_call_for(ticket, new.number, start, by=actor_of(caller), language=new.language).pk,
    )
    return Answer(201 if is_new else 200, _told(request, call_id))


@routes.delete("/calls/{int:call_id}", response=WRITTEN, **needs(Scope.TICKETS_WRITE))
def call_off(request: HttpRequest, call_id: int):
    """The customer needs the call no longer; one that is over stays as it is."""
    caller = request.auth  # type: ignore[attr-defined]
    call = find_call(caller, call_id)
    caller.require(Permission.TICKET_REPLY)
    with transaction.atomic():
        if _held(call).ended_at is None:
            decline_call(call.ticket, by=actor_of(caller))
    return _told(request, call_id)


@routes.post("/calls/{int:call_id}/offer", response=WRITTEN, **needs(Scope.TICKETS_WRITE))
def answer_offer(request: HttpRequest, call_id: int, reply: Reply):
    """Take the call that is offered to the agent of the token, or let it pass to the next."""
    agent = _person(request)
    own = Offer.objects.filter(agent=agent)
    call = get_object_or_404(
        CallBack.objects.filter(_visible(agent) | Q(ticket__in=own.values("ticket"))), pk=call_id
    )
    offer = own.filter(ticket=call.ticket_id).select_related("ticket", "agent").order_by("-pk").first()
    if offer is None:
        raise Conflict(_t("This call is not offered to you."))
    if reply.answer == Choice.ACCEPT:
        accept_offer(offer, by=agent)
    else:
        decline_offer(offer, by=agent)
    return _told(request, call_id)


@routes.post("/calls/{int:call_id}/outcome", response=WRITTEN, **needs(Scope.TICKETS_WRITE))
def note_outcome(request: HttpRequest, call_id: int, result: Result):
    """Say what came of the call that the agent of the token made. 409 when nobody waits for it any more."""
    agent = _person(request)
    call = find_call(agent, call_id)
    do_once(request, lambda: _noted(call, result, agent).pk)
    return _told(request, call_id)


def callable_by(caller: Caller) -> QuerySet[CallBack]:
    """Calls in tickets that the caller may open, and those that they are asked to make."""
    shown = _visible(caller)
    if isinstance(caller, Agent):
        asked = Offer.objects.standing(timezone.now()).filter(agent=caller)
        shown |= Q(ended_at=None, ticket__in=asked.values("ticket"))
    return CallBack.objects.filter(shown)


def _visible(caller: Caller) -> Q:
    return Q(ticket__in=Ticket.objects.visible_to(caller))


def find_call(caller: Caller, call_id: int) -> CallBack:
    """A call that the caller may change. Raises Http404 for one that they are merely asked about."""
    calls = CallBack.objects.filter(_visible(caller)).select_related("ticket__customer")
    return get_object_or_404(calls, pk=call_id)


def _ticket(caller: Caller, ticket_id: int) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(caller).select_related("customer"), pk=ticket_id)


@transaction.atomic
def _noted(call: CallBack, result: Result, agent: Agent) -> Event:
    if _held(call).ended_at:
        raise Conflict(_t("Nobody waits for a call here any more."))
    if result.outcome == Came.REACHED:
        return note_reached(call.ticket, by=agent)
    if result.outcome == Came.MISSED:
        return note_missed(call.ticket, by=agent)
    if result.until is None:
        raise Refused(_t("Say by when they are called again (`until`)."))
    return call_again(call.ticket, aware(result.until), by=agent)


def _held(call: CallBack) -> CallBack:
    """The call as it is, until the transaction ends."""
    call.ticket.lock()
    call.refresh_from_db(fields=["ended_at"])
    return call


def _person(request: HttpRequest) -> Agent:
    """Who calls is a person: the agent for whom the token acts. Raises Forbidden for a service."""
    caller = request.auth  # type: ignore[attr-defined]
    if not isinstance(caller, Agent):
        raise Forbidden(_t("A person calls: use a token that acts for an agent."))
    caller.require(Permission.TICKET_REPLY)
    return caller


def _told(request: HttpRequest, call_id: int) -> CallState | KeptCall:
    """The call as it is now, for who may read it; that it is there, for who may only write."""
    call = get_object_or_404(CallBack, pk=call_id)
    caller, scopes = request.auth, request.token.scopes  # type: ignore[attr-defined]
    is_read = Scope.TICKETS_READ in scopes and callable_by(caller).filter(pk=call_id).exists()
    return call_of(call) if is_read else KeptCall(id=call.pk, state=State(call.outcome or OPEN))
