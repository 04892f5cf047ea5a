"""Actions: what may be done to an order or for a customer, done once per key, by the same verbs that agents use.

A preview and the deed answer alike: 200 with all effects, or 409 and 422 with the rule that says no.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind, normal
from shopbell.shop.actions.offers import offers_for
from shopbell.shop.actions.perform import perform_action, preview_action
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.actions.registry import ACTIONS
from shopbell.shop.actions.run import UNDER_WAY, ActionRun
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.actions.waiver import Waiver
from shopbell.shop.exceptions.reason import ExceptionReason
from shopbell.shop.order import Order

from ..caller import Caller, actor_of
from ..door import needs
from ..keeper import run_key
from ..once import key_of
from ..scope import Scope
from .orders import find_order
from .problem import READS, WRITES
from .run_state import RunState, preview_of, run_of
from .tickets import find_ticket

routes = Router(tags=["Actions"])


class ActionKind(Schema):
    name: str
    label: str
    subject: str = Field(description="`order` or `customer`: below which of both it is called.")
    is_undoable: bool
    parameters: dict[str, Any] = Field(description="JSON schema of what it takes.")


class OfferState(Schema):
    action: str
    label: str
    is_allowed: bool
    rule: str
    sentence: str = Field(description="Why it is not, for the customer.")
    is_waivable: bool = Field(description="An `exception` to that rule may be asked for.")


class ExceptionWish(Schema):
    rule: str = Field(
        max_length=80, description="The rule that refused it, and may be passed over (`is_waivable`)."
    )
    also: list[Annotated[str, Field(max_length=80)]] = Field(
        default_factory=list, max_length=10, description="Further rules that refuse the same."
    )
    reason: str = Field(
        "", max_length=80, description="One of the shop's reasons for exceptions, by its name."
    )
    words: str = Field(min_length=1, max_length=500, description="Why, for the ledger.")

    model_config = {"extra": "forbid"}


class Wish(Schema):
    preview: bool = Field(False, description="Only say what would happen; nothing is written.")
    parameters: dict[str, Any] = Field(default_factory=dict, description="As the action takes them.")
    customer_id: int | None = Field(None, ge=1, description="On whose behalf; default: the order's customer.")
    customer_email: str = Field("", max_length=320, description="The same, by a verified address.")
    ticket_id: int | None = Field(None, ge=1, description="The ticket whose timeline shall tell of it.")
    confirmed: bool = Field(False, description="The customer agreed to it.")
    told: str = Field("", max_length=2000, description="What the customer was told.")
    exception: ExceptionWish | None = Field(
        None, description="Do it although a rule says no; it may need approval."
    )

    model_config = {"extra": "forbid"}


ANSWERS: dict[Any, Any] = {200: RunState, 202: RunState, **WRITES}


@routes.get("/actions", response={200: list[ActionKind], **READS}, **needs(Scope.ORDERS_READ))
def list_actions(request: HttpRequest):
    """Every action there is, with what it takes."""
    return [
        ActionKind(
            name=each.name,
            label=str(each.label),
            subject=each.subject,
            is_undoable=each.is_undoable,
            parameters=each.Parameters.model_json_schema(),
        )
        for each in ACTIONS.values()
    ]


@routes.get("/orders/{number}/actions", response={200: list[OfferState], 409: READS[404], **READS},
            **needs(Scope.ORDERS_READ))  # fmt: skip
def list_offers(request: HttpRequest, number: str, source: str = ""):
    """What may be done to this order now, and for the rest why not."""
    caller = request.auth  # type: ignore[attr-defined]
    return [
        OfferState(
            action=each.action.name,
            label=str(each.action.label),
            is_allowed=each.is_allowed,
            rule=each.rule,
            sentence=each.sentence,
            is_waivable=each.is_waivable,
        )
        for each in offers_for(find_order(caller, number, source), by=actor_of(caller))
    ]


@routes.post("/orders/{number}/actions/{action}", response=ANSWERS, **needs(Scope.ORDERS_ACT))
def act_on_order(request: HttpRequest, number: str, action: str, wish: Wish, source: str = ""):
    """Do it once for this `Idempotency-Key`, or say what would happen. 202 while approval or the shop is awaited."""
    caller = request.auth  # type: ignore[attr-defined]
    order = find_order(caller, number, source)
    return _act(request, action, wish, order=order, customer=_customer(caller, wish))


@routes.post("/customers/{int:customer_id}/actions/{action}", response=ANSWERS, **needs(Scope.ORDERS_ACT))
def act_for_customer(request: HttpRequest, customer_id: int, action: str, wish: Wish):
    """The same for what concerns no order: the default address of a customer, a voucher."""
    customer = get_object_or_404(Customer.objects.visible_to(request.auth), pk=customer_id)  # type: ignore[attr-defined]
    return _act(request, action, wish, order=None, customer=customer)


@routes.get("/runs/{int:run_id}", response={200: RunState, **READS}, **needs(Scope.ORDERS_READ))
def get_run(request: HttpRequest, run_id: int):
    """What became of an action that was asked for."""
    return run_of(find_run(request.auth, run_id), request.token)  # type: ignore[attr-defined]


@routes.post("/runs/{int:run_id}/undo", response={200: RunState, **WRITES}, **needs(Scope.ORDERS_ACT))
def undo(request: HttpRequest, run_id: int):
    """Take it back while that is possible; twice changes nothing."""
    caller = request.auth  # type: ignore[attr-defined]
    return run_of(undo_run(find_run(caller, run_id), by=actor_of(caller)), request.token)  # type: ignore[attr-defined]


def _act(request: HttpRequest, action: str, wish: Wish, *, order: Order | None, customer: Customer | None):
    caller = request.auth  # type: ignore[attr-defined]
    key = "" if wish.preview else _key(request)
    ticket = find_ticket(caller, wish.ticket_id) if wish.ticket_id else None
    asked: dict[str, Any] = {
        "by": actor_of(caller), "order": order, "customer": customer, "parameters": wish.parameters, "ticket": ticket,
        "waiver": _waiver(wish.exception),
    }  # fmt: skip
    if wish.preview:
        preview = preview_action(action, **asked)
        if preview.is_refused:
            raise ActionRefused(preview.ruling)
        return preview_of(preview, request.token)  # type: ignore[attr-defined]
    run = perform_action(action, key=key, confirmed=wish.confirmed, told=wish.told, **asked)
    return Answer(202 if run.status in UNDER_WAY else 200, run_of(run, request.token))  # type: ignore[attr-defined]


def _waiver(wish: ExceptionWish | None) -> Waiver | None:
    """The exception that is asked for. Raises Refused for a reason that the shop does not have."""
    if wish is None:
        return None
    reason = ExceptionReason.objects.filter(is_active=True, name=wish.reason).first() if wish.reason else None
    if wish.reason and reason is None:
        raise Refused(_t("The shop has no such reason for exceptions."))
    return Waiver(wish.rule, wish.words, reason.pk if reason else None, also=tuple(wish.also))


def _key(request: HttpRequest) -> str:
    """The key as runs keep it."""
    key = key_of(request)
    if not key:
        raise Refused(_t("Send an Idempotency-Key, so that this is done once even when it is sent twice."))
    return run_key(request.token, key)  # type: ignore[attr-defined]


def _customer(caller: Caller, wish: Wish) -> Customer | None:
    """On whose behalf. Raises Http404 for nobody, Refused for an address that nobody proved."""
    if wish.customer_id:
        return get_object_or_404(Customer.objects.visible_to(caller), pk=wish.customer_id)
    if not wish.customer_email:
        return None
    value = normal(Kind.EMAIL, wish.customer_email)
    known = Customer.objects.visible_to(caller).filter(
        identities__kind=Kind.EMAIL, identities__value=value, identities__verified_at__isnull=False
    )
    if customer := known.first():
        return customer
    raise Refused(_t("No customer has proved this address."))


def find_run(caller: Caller, run_id: int) -> ActionRun:
    """A run that the agent may look into at the desk as well; a service, which sees no fewer tickets, all of them."""
    runs = ActionRun.objects.visible_to(caller)
    if isinstance(caller, Agent):
        runs = runs.told_to(caller)
    return get_object_or_404(runs.select_related("order", "version", "customer", "ticket"), pk=run_id)
