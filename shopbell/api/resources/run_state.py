"""What the API says of an action that was previewed or asked for."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from shopbell.shop.actions.preview import Preview
from shopbell.shop.actions.run import ActionRun, RunStatus
from shopbell.shop.actions.to_tell import words_to_tell
from shopbell.shop.actions.undo import why_not
from shopbell.shop.authority.approval import Approval

from ..scope import Scope
from ..token import Token


class ApprovalState(Schema):
    state: str = Field(description="`waiting`, `granted`, `declined`, `expired`, `withdrawn`.")
    rule: str = Field(description="`authority`, `budget`, or the policy that asks for it.")
    sentence: str = Field(description="Why somebody has to agree.")
    asked_at: datetime | None
    expires_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    words: str = Field(description="Of whoever answered.")


class RunState(Schema):
    id: int | None = Field(description="Null for a preview.")
    action: str
    order: str | None
    customer_id: int | None
    status: str = Field(
        description="`preview`, `done`, `waiting` (for approval), `performing`, `failed`, `undone`."
    )
    rule: str
    version: int | None = Field(description="Of the rule that allowed it.")
    sentence: str = Field(description="What that rule says to the customer.")
    exception_to: str = Field(description="The rule that was passed over, if one was.")
    exceptions_to: list[str] = Field(description="All that were.")
    needs_approval: bool = Field(description="Somebody with the authority has to agree, or had to.")
    confirmed: bool
    asked_by: str = Field(description="The agent, customer or program.")
    told: str = Field(description="What the customer was told, as it was noted with the action.")
    to_tell: str = Field(
        description="What the customer is to hear once it is done, in their language: the sentence, and where that is "
        "needed a label's number and page, a code, a parcel. Empty without `orders:read` and `customers:read`."
    )
    effects: dict[str, Any] = Field(
        description="`money` per payment method, `stock` per variant, `status_before`, `status_after`, and `data` "
        "(a code, an address, a letter) for tokens with `orders:read` and `customers:read`."
    )
    approval: ApprovalState | None = Field(description="What it waits for, or waited for.")
    failure: str
    created_at: datetime | None
    settled_at: datetime | None
    undone_at: datetime | None
    why_not_undo: str = Field(description="Empty while it can be undone.")


def preview_of(preview: Preview, token: Token) -> RunState:
    ruling = preview.ruling
    return RunState(
        id=None,
        action=preview.action,
        order=preview.order.number if preview.order else None,
        customer_id=preview.customer.pk,
        status="preview",
        rule=ruling.rule,
        version=ruling.version,
        sentence=ruling.sentence,
        exception_to=ruling.waived_rule,
        exceptions_to=ruling.waived_rules,
        needs_approval=preview.hold is not None,
        confirmed=False,
        asked_by="",
        told="",
        to_tell="",
        effects=_effects(preview.as_dict(), token),
        approval=_foreseen(preview),
        failure="",
        created_at=None,
        settled_at=None,
        undone_at=None,
        why_not_undo="",
    )


def run_of(run: ActionRun, token: Token) -> RunState:
    return RunState(
        id=run.pk,
        action=run.action,
        order=run.order.number if run.order else None,
        customer_id=run.customer_id,
        status=run.status,
        rule=run.rule,
        version=run.version.number if run.version else None,
        sentence=run.sentence,
        exception_to=run.waived_rule,
        exceptions_to=run.waived_rules,
        needs_approval=run.status == "waiting" or run.approved_by_id is not None,
        confirmed=run.is_confirmed,
        asked_by=str(run.actor or ""),
        told=run.told,
        to_tell=words_to_tell(run) if _hears_all(token) else "",
        effects=_effects(run.effects, token),
        approval=_approval_of(run),
        failure=run.failure,
        created_at=run.created_at,
        settled_at=run.settled_at,
        undone_at=run.undone_at,
        why_not_undo=why_not(run),
    )


def _foreseen(preview: Preview) -> ApprovalState | None:
    """What the deed would wait for."""
    hold = preview.hold
    if hold is None:
        return None
    return ApprovalState(
        state="waiting", rule=hold.rule, sentence=hold.sentence, asked_at=None, expires_at=None, answered_at=None,
        answered_by="", words="",
    )  # fmt: skip


def _approval_of(run: ActionRun) -> ApprovalState | None:
    if run.status == RunStatus.DONE and run.approved_by_id is None:
        return None  # nobody was asked
    approval = Approval.objects.filter(run=run).select_related("answered_by").first()
    if approval is None:
        return None
    return ApprovalState(
        state=approval.state, rule=approval.rule, sentence=approval.sentence, asked_at=approval.asked_at,
        expires_at=approval.expires_at, answered_at=approval.answered_at, answered_by=str(approval.answered_by or ""),
        words=approval.words,
    )  # fmt: skip


def _effects(told: dict[str, Any], token: Token) -> dict[str, Any]:
    """What was done; what it tells of the order and of the person besides, for tokens that may read both."""
    effects = {name: told.get(name) for name in ("money", "stock", "status_before", "status_after")}
    return effects | {"data": told.get("data") if _hears_all(token) else {}}


def _hears_all(token: Token) -> bool:
    return {Scope.ORDERS_READ, Scope.CUSTOMERS_READ} <= set(token.scopes)
