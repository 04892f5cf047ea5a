"""What is searched through: all that an agent may see, of tickets only what meets the conditions beside the words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shopbell.accounts.agent import Agent
from shopbell.customers.customer import Customer
from shopbell.shop.order import Order
from shopbell.tickets.filter.condition import Asker, Filter
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.ticket import TicketQuerySet

KINDS = TICKETS, CUSTOMERS, ORDERS = "tickets", "customers", "orders"


@dataclass(frozen=True)
class Seen:
    agent: Agent
    conditions: Filter = ()

    def tickets(self) -> TicketQuerySet:
        return tickets_of(self.conditions, Asker.of(self.agent))

    def newest(self, most: int) -> list[int]:
        """The tickets that the customer or the shop wrote in last."""
        rows = self.tickets().order_by("-last_message_at", "-id")
        return list(rows.values_list("pk", flat=True)[:most])

    def ids(self, kind: str) -> tuple[str, tuple[Any, ...]]:
        """The ids of this kind, as SQL. Raises EmptyResultSet when that is nothing."""
        rows: QuerySet
        if kind == TICKETS:
            rows = self.tickets()
        elif kind == CUSTOMERS:
            rows = Customer.objects.visible_to(self.agent)
        else:
            rows = Order.objects.visible_to(self.agent).order_by()
        return rows.values("pk").query.sql_with_params()
