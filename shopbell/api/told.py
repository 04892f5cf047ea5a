"""A ticket as programs are told of it unasked: in the shape in which they read it."""

from typing import Any

from shopbell.tickets.ticket import Ticket

from .caller import Service
from .scope import Scope
from .token import Token

SEES = [Scope.TICKETS_READ, Scope.ORDERS_READ]  # whoever writes a webhook manages the settings


def ticket_told(ticket: Ticket) -> dict[str, Any]:
    """`ticket` as `GET /api/v1/tickets/{id}` tells it, ready for JSON."""
    from .resources.ticket_state import state_of  # the routes want every app to be there

    return state_of(ticket, Service(Token(name="webhook", scopes=[*SEES]))).model_dump(mode="json")
