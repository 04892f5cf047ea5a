"""All that the desk keeps of a customer, as plain values: what somebody may ask for (GDPR, article 15 and 20).

It holds the tickets with every message, what was noted internally included, as far as the agent who exports may see
them, and says how much was left out. The secret of a browser is not in it: whoever has that could read along.
"""

from typing import Any

from shopbell.channels.chat.models import Visited
from shopbell.customers.company import company_of
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind
from shopbell.segments.segment import segments_of
from shopbell.shop.order import Order
from shopbell.tickets.export import exported_tickets_of
from shopbell.tickets.field_value import words_of
from shopbell.tickets.ticket import Ticket


def exported_customer(customer: Customer, agent) -> dict[str, Any]:
    company = company_of(customer)
    return {
        "number": customer.pk,
        "left_out": left_out(customer, agent),
        "name": customer.name,
        "language": customer.language,
        "time_zone": customer.time_zone,
        "city": customer.city,
        "country": customer.country,
        "background": customer.background,
        "preferences": customer.preferences,
        "opportunity": customer.opportunity,
        "created_at": customer.created_at,
        "company": company.name if company else None,
        "segments": [segment.name for segment in segments_of([customer.pk])[customer.pk]],
        "known_as": [
            {"kind": each.kind, "value": each.value, "source": each.source, "verified_at": each.verified_at}
            for each in customer.identities.order_by("pk")
            if each.kind != Kind.VISITOR
        ],
        "fields": {
            each.field.name: words_of(each.value)
            for each in customer.field_values.select_related("field").order_by("field__position", "pk")
        },
        "notes": [
            {"text": note.text, "by": note.agent.email if note.agent else None, "at": note.created_at}
            for note in customer.notes.standing().select_related("agent").order_by("pk")
        ],
        "consents": [
            {
                "kind": each.kind,
                "how": each.way,
                "words": each.words,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in customer.consents.order_by("pk")
        ],
        "positive_points": [
            {"count": each.count, "reason": each.reason, "at": each.created_at}
            for each in customer.points.standing().order_by("pk")
        ],
        "visited": [
            {"page": each.page, "title": each.title, "searched_for": each.words, "at": each.at}
            for each in Visited.objects.filter(visitor__customer=customer)
        ],
        "addresses": [address.parts for address in customer.addresses.order_by("pk")],
        "vouchers": [
            {"code": each.code, "amount_cents": each.amount_cents, "currency": each.currency}
            for each in customer.vouchers.order_by("pk")
        ],
        "orders": [_order(order) for order in _orders(customer, agent)],
        "carts": [
            [{"name": str(line.variant), "quantity": line.quantity} for line in cart.lines.all()]
            for cart in customer.carts.prefetch_related("lines__variant__product").order_by("pk")
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


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "status": order.status,
        "placed_at": order.placed_at,
        "currency": order.currency,
        "total_cents": order.total_cents,
        "address": order.address,
        "note": order.note,
        "lines": [
            {"name": line.name, "quantity": line.quantity, "price_cents": line.price_cents}
            for line in order.lines.all()
        ],
    }
