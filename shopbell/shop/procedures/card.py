"""The card of procedures in the panel: those under way with their steps, and those that fit the ticket."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.tickets.ticket import Ticket

from ..actions.registry import ACTIONS
from ..order import Order
from .procedure import Procedure
from .progress import Progress, StepMark
from .step import Step

MOST_SUGGESTED, MOST_ORDERS = 4, 3
ENDED_SHOWN = 3


@dataclass(frozen=True)
class Way:
    """A button that opens the form of the step's action, filled with what is known."""

    label: str
    address: str


@dataclass(frozen=True)
class ShownStep:
    step: Step
    place: int
    mark: StepMark | None
    is_next: bool = False
    ways: list[Way] = field(default_factory=list)
    lacks: str = ""  # why its action has no button
    known: dict[str, str] = field(default_factory=dict)  # what was asked → what the desk knows already


@dataclass(frozen=True)
class ShownProgress:
    progress: Progress
    steps: list[ShownStep]

    @property
    def done(self) -> int:
        return sum(1 for each in self.steps if each.mark)


def procedures_context(ticket: Ticket, agent: Agent, *, error: str = "", place: str = "") -> dict[str, Any]:
    """What `shop/_procedures.html` needs; with `error`, `place` says at which step it stands."""
    marks = Prefetch("marks", StepMark.objects.select_related("agent"))
    rows = list(Progress.objects.filter(ticket=ticket).select_related("procedure").prefetch_related(marks))
    may_update = agent.may(Permission.TICKET_UPDATE) and not ticket.merged_into
    orders: list[Order] = []
    if any(row.ended_at is None for row in rows) and agent.may(Permission.ORDER_ACT):
        own = Order.objects.visible_to(agent).filter(customer=ticket.customer_id)
        orders = list(own.filter(ticket_links__ticket=ticket)[:MOST_ORDERS])
    under_way = {row.procedure_id for row in rows if row.ended_at is None}
    suggested = Procedure.objects.suggested_for(ticket).exclude(pk__in=[pk for pk in under_way if pk])
    return {
        "ticket": ticket,
        "agent": agent,
        "may_follow": may_update,
        "progresses": [_shown(row, ticket, agent, orders) for row in rows if row.ended_at is None],
        "ended": [_shown(row, ticket, agent, []) for row in rows if row.ended_at][-ENDED_SHOWN:],
        "suggested_procedures": list(suggested[:MOST_SUGGESTED]) if may_update else [],
        "has_procedures": may_update and Procedure.objects.offered().exists(),
        "procedure_error": error,
        "procedure_error_at": place,
    }


def _shown(progress: Progress, ticket: Ticket, agent: Agent, orders: list[Order]) -> ShownProgress:
    marks = {mark.place: mark for mark in progress.marks.all()}
    written = progress.written
    is_next = next((place for place in range(len(written)) if place not in marks), None)
    values = known_values(ticket, orders) | progress.values
    steps = [
        ShownStep(
            step,
            place,
            marks.get(place),
            is_next=place == is_next and progress.ended_at is None,
            ways=ways_of(step, ticket, agent, orders, values),
            lacks=_lacks(step, agent, orders),
            known={name: values.get(name, "") for name in step.asks},
        )
        for place, step in enumerate(written)
    ]
    return ShownProgress(progress, steps)


def known_values(ticket: Ticket, orders: Iterable[Order]) -> dict[str, str]:
    """What need not be asked, under the names that procedures ask for it."""
    order = next(iter(orders), None)
    found = {"customer_name": ticket.customer.name, "email": ticket.customer.address or ""}
    if order:
        found |= {"order_id": order.number, "order": order.number}
        found |= {"zip_code": order.address.get("postcode", "")}
    return {name: value for name, value in found.items() if value}


def ways_of(
    step: Step, ticket: Ticket, agent: Agent, orders: list[Order], values: dict[str, str]
) -> list[Way]:
    """The forms that the step opens: one, or one for each order that the ticket is about."""
    action = ACTIONS.get(step.action)
    if action is None or not agent.may(Permission.ORDER_ACT):
        return []
    address, given = reverse("ticket-action", args=[ticket.pk, action.name]), step.filled(values)
    if action.subject == "customer":
        return [Way(str(action.label), f"{address}?{urlencode(given)}")]
    return [
        Way(
            f"{action.label} · {order}" if len(orders) > 1 else str(action.label),
            f"{address}?{urlencode({'order': order.pk, **given})}",
        )
        for order in orders
    ]


def _lacks(step: Step, agent: Agent, orders: list[Order]) -> str:
    """What stands in the way of the step's action: right, order."""
    action = ACTIONS.get(step.action)
    if action is None:
        return ""
    if not agent.may(Permission.ORDER_ACT):
        return "permission"
    return "order" if action.subject == "order" and not orders else ""
