"""Who acts: an agent, a customer, a rule or bot by its name, or the desk itself."""

from typing import Any

from django.db.models import TextChoices

from shopbell.accounts.agent import Agent
from shopbell.customers.customer import Customer


class Actor(TextChoices):
    AGENT = "agent"
    CUSTOMER = "customer"
    RULE = "rule"
    DESK = "desk"


def actor_fields(by: Agent | Customer | str | None) -> dict[str, Any]:
    """The columns that tell who acted, for an event."""
    if isinstance(by, Agent):
        return {"actor_kind": Actor.AGENT, "agent": by}
    if isinstance(by, Customer):
        return {"actor_kind": Actor.CUSTOMER, "customer": by}
    if isinstance(by, str) and by:
        return {"actor_kind": Actor.RULE, "rule": by}
    if by is None:
        return {"actor_kind": Actor.DESK}
    raise TypeError(f"{by!r} cannot act: an Agent, a Customer, a rule's name or None can")
