"""All that the desk keeps of a customer, as plain values: what somebody may ask for (GDPR, article 15 and 20).

It holds the tickets with every message, what was noted internally included, as far as the agent who exports may see
them, and says how much was left out.
"""

from typing import Any

from shopbell.customers.company import company_of
from shopbell.customers.customer import Customer
from shopbell.portal.kept_data import kept_of
from shopbell.segments.segment import segments_of
from shopbell.shop.order import Order
from shopbell.tickets.export import exported_tickets_of
from shopbell.tickets.field_value import words_of
from shopbell.tickets.ticket import Ticket


def exported_customer(customer: Customer, agent) -> dict[str, Any]:
    company = company_of(customer)
    return kept_of(customer, _orders(customer, agent)) | {
        "left_out": left_out(customer, agent),
        "background": customer.background,
        "preferences": customer.preferences,
        "opportunity": customer.opportunity,
        "company": company.name if company else None,
        "segments": [segment.name for segment in segments_of([customer.pk])[customer.pk]],
        "fields": {
            each.field.name: words_of(each.value)
            for each in customer.field_values.select_related("field").order_by("field__position", "pk")
        },
        "notes": [
            {"text": note.text, "by": note.agent.email if note.agent else None, "at": note.created_at}
            for note in customer.notes.standing().select_related("agent").order_by("pk")
        ],
        "positive_points": [
            {"count": each.count, "reason": each.reason, "at": each.created_at}
            for each in customer.points.standing().order_by("pk")
        ],
        "tickets": exported_tickets_of(customer, agent),
    }


def left_out(customer: Customer, agent) -> dict[str, int]:
    """How much the export of `agent` does not hold; all of it zero when it is whole."""
    tickets = Ticket.objects.filter(customer=customer)
    return {
        "tickets_that_you_may_not_see": tickets.undeleted().count() - tickets.visible_to(agent).count(),
        "deleted_tickets": tickets.filter(deletion__isnull=False).count(),
        "orders_that_you_may_not_see": Order.objects.filter(customer=customer)
        .exclude(pk__in=_orders(customer, agent).values("pk"))
        .count(),
    }


def _orders(customer: Customer, agent):
    return Order.objects.visible_to(agent).filter(customer=customer).prefetch_related("lines").order_by("pk")
