"""The panel beside the thread: who the customer is, what they bought, and what they asked before."""

from typing import Any

from shopbell.accounts.permission import Permission
from shopbell.announcements.views.joining import incident_context
from shopbell.channels.chat.visited import visited_by
from shopbell.channels.email.joining.likely import likely_id_of
from shopbell.customers.company import company_of
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity, Kind
from shopbell.customers.likeness import likeness_of
from shopbell.customers.views.goodwill import goodwill_context
from shopbell.customers.views.note import BESIDE, notes_context
from shopbell.promises.told import promises_of
from shopbell.segments.segment import segments_of
from shopbell.shop.matter.card import matter_context
from shopbell.shop.panel import panel_context
from shopbell.shop.procedures.card import procedures_context
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.checklist import tasks_context
from shopbell.tickets.views.customer_field import customer_fields_context
from shopbell.tickets.views.field import fields_context

EARLIER = 5
PROMISES = 3
ORDER_OF_KINDS = [Kind.EMAIL, Kind.PHONE, Kind.HANDLE]


def panel_of(ticket: Ticket, agent) -> dict[str, Any]:
    """What `console/_panel.html` needs, the shop's part included. Without `customer:read`: the name alone."""
    context = {
        **card_of(ticket, agent), "is_whole": True, **fields_context(ticket, agent), **tasks_context(ticket, agent),
        **panel_context(ticket, agent), **matter_context(ticket, agent),
        **procedures_context(ticket, agent), **_known(ticket, agent), **incident_context(ticket, agent),
        "promises": promises_of([ticket.pk])[ticket.pk][:PROMISES],
    }  # fmt: skip
    if not context["may_read"]:
        return context
    earlier = list(
        Ticket.objects.visible_to(agent)
        .standing()
        .filter(customer=ticket.customer)
        .exclude(pk=ticket.pk)
        .order_by("-last_message_at")[: EARLIER + 1]
    )
    return {
        **context,
        "likely_id": likely_id_of(ticket),
        "earlier": earlier[:EARLIER],
        "has_more": len(earlier) > EARLIER,
        "likeness": likeness_of(ticket.customer),
    }


def _known(ticket: Ticket, agent) -> dict[str, Any]:
    """What is kept of the customer besides: fields, notes, company and segments; nothing without `customer:read`."""
    customer = ticket.customer
    if not agent.may(Permission.CUSTOMER_READ):
        return {}
    return {
        **customer_fields_context(customer, agent),
        **notes_context(customer, agent, most=BESIDE),
        **goodwill_context(customer, agent),
        "visited": visited_by(customer),
        "company": company_of(customer),
        "segments": segments_of([customer.pk])[customer.pk],
    }


def card_of(ticket: Ticket, agent) -> dict[str, Any]:
    """What the panel shows at once, beside the thread: who the customer is. The rest follows by itself."""
    customer, may_read = ticket.customer, agent.may(Permission.CUSTOMER_READ)
    identities = identities_of(customer) if may_read else []
    return {
        "ticket": ticket, "customer": customer, "agent": agent, "may_read": may_read, "identities": identities,
        "is_whole": False, "likeness": None,
    }  # fmt: skip


def identities_of(customer: Customer) -> list[Identity]:
    """How the customer is known, without browsers: e-mail first, verified before claimed."""
    known = [identity for identity in customer.identities.all() if identity.kind in ORDER_OF_KINDS]
    return sorted(known, key=lambda one: (ORDER_OF_KINDS.index(Kind(one.kind)), not one.is_verified, one.pk))
