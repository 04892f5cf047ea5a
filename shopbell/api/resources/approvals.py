"""`/approvals`: what waits for somebody with more authority, and their answer.

A person answers: the token acts for an agent who made it themselves, and whose own role and limits count as at the
desk; whoever makes one that acts for a colleague would else approve by it what they ask for. A service answers nothing
and takes back what it asked for itself; how far it goes without asking says Settings › Authority.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Query, Router, Schema

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Forbidden
from shopbell.shop.authority.approval import (
    MOST_WORDS,
    Approval,
    State,
    decline_approval,
    grant_approval,
    withdraw_approval,
)

from ..caller import Caller, actor_of
from ..door import needs
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .actions import find_run
from .problem import READS, WRITES
from .run_state import RunState, run_of

routes = Router(tags=["Actions"])


class Wanted(Asked):
    state: State = Field(
        State.WAITING, description="`waiting`, `granted`, `declined`, `expired` or `withdrawn`."
    )


class ApprovalRow(Schema):
    run_id: int = Field(description="`/runs/{id}` tells what it would do; its `approval` takes the answer.")
    action: str
    order: str | None
    customer_id: int | None
    ticket_id: int | None = Field(description="Null where there is none, or the caller may not read tickets.")
    asked_by: str
    cost_cents: int = Field(description="What the shop would give, in money and goods.")
    currency: str
    exception_to: str = Field(description="The rule that would be passed over, if one is.")
    reason: str = Field(description="Why, in the words of whoever asked.")
    state: str
    rule: str
    sentence: str = Field(description="Why somebody has to agree.")
    asked_at: datetime
    expires_at: datetime


class Choice(StrEnum):
    GRANT = "grant"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class Reply(Schema):
    answer: Choice = Field(description="`grant` or `decline`; `withdraw` is for whoever asked.")
    words: str = Field("", max_length=MOST_WORDS, description="To whoever asked; a refusal needs some.")

    model_config = {"extra": "forbid"}


@routes.get("/approvals", response={200: Page[ApprovalRow], **READS}, **needs(Scope.ORDERS_READ))
def list_approvals(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """What waits for approval, or was answered: of tickets that the caller may read, and all of it for who approves."""
    caller = request.auth  # type: ignore[attr-defined]
    found, after = page_of(approvals_for(caller).filter(state=wanted.state).whole(), wanted)
    reads = Scope.TICKETS_READ in request.token.scopes  # type: ignore[attr-defined]
    return Page[ApprovalRow](data=[row_of(each, reads_tickets=reads) for each in found], next=after)


@routes.post("/runs/{int:run_id}/approval", response={200: RunState, **WRITES}, **needs(Scope.ORDERS_APPROVE))
def answer_approval(request: HttpRequest, run_id: int, reply: Reply):
    """Approve an action that waits, so that it is done now, or decline it; answered before, it stays as it is."""
    caller = request.auth  # type: ignore[attr-defined]
    approval = get_object_or_404(approvals_for(caller), run=run_id)
    if reply.answer == Choice.WITHDRAW:
        withdraw_approval(approval, by=actor_of(caller))
    elif not isinstance(caller, Agent):
        raise Forbidden(_t("A person answers: use a token that acts for an agent who approves."))
    elif request.token.made_by_id not in (None, caller.pk):  # type: ignore[attr-defined]
        raise Forbidden(_t("Approvals are answered by a token that the agent made themselves."))
    elif reply.answer == Choice.GRANT:
        grant_approval(approval, by=caller, words=reply.words)
    else:
        decline_approval(approval, by=caller, words=reply.words)
    return run_of(find_run(caller, run_id), request.token)  # type: ignore[attr-defined]


def approvals_for(caller: Caller):
    """Those of runs that the caller may look into: an agent as at the desk, a service all of them."""
    return Approval.objects.visible_to(caller) if isinstance(caller, Agent) else Approval.objects.all()


def row_of(approval: Approval, *, reads_tickets: bool) -> ApprovalRow:
    run = approval.run
    return ApprovalRow(
        run_id=run.pk,
        action=run.action,
        order=run.order.number if run.order else None,
        customer_id=run.customer_id,
        ticket_id=run.ticket_id if reads_tickets else None,
        asked_by=str(run.actor or ""),
        cost_cents=run.cost_cents,
        currency=run.currency,
        exception_to=run.waived_rule,
        reason=run.waiver_reason,
        state=approval.state,
        rule=approval.rule,
        sentence=approval.sentence,
        asked_at=approval.asked_at,
        expires_at=approval.expires_at,
    )
