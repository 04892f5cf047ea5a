"""The card in the panel that says what a ticket is about: stage, reason, orders, products, and what is suggested."""

from typing import Any

from shopbell.accounts.permission import Permission
from shopbell.tickets.complexity import complexity_of
from shopbell.tickets.complexity_factor import Level
from shopbell.tickets.reason import Stage
from shopbell.tickets.stage import stage_of
from shopbell.tickets.ticket import Ticket

from ..order import Order
from .suggestion import suggest_order, suggest_products, suggest_reason
from .surroundings import surroundings_of


def matter_context(ticket: Ticket, agent, *, error: str = "") -> dict[str, Any]:
    """What `shop/_matter.html` needs. Suggestions are made for who may take them, while the ticket is unsolved."""
    context: dict[str, Any] = {
        "ticket": ticket,
        "agent": agent,
        "stage": stage_of(ticket),
        "stages": list(Stage),
        "complexity": complexity_of(ticket),
        "levels": list(Level),
        "concerned_orders": list(Order.objects.visible_to(agent).filter(ticket_links__ticket=ticket)),
        "concerned_products": [link.product for link in ticket.product_links.select_related("product")],
        "matter_error": error,
        "suggested_reason": None,
        "suggested_order": None,
        "suggested_products": [],
    }
    if not ticket.is_unsolved or not agent.may(Permission.TICKET_UPDATE):
        return context
    around = surroundings_of(ticket, agent)
    products = [product.pk for product in context["concerned_products"]]
    return context | {
        "suggested_reason": None if ticket.reason_id else suggest_reason(around),
        "suggested_order": suggest_order(around),
        "suggested_products": suggest_products(around, products),
    }
