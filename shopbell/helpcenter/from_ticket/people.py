"""Whom the desk knows in a ticket: its customers, who answered, and whose orders it is about."""

from collections.abc import Iterable

from django.db.models import Q

from shopbell.accounts.agent import Agent
from shopbell.customers.company import Company
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.shop.address import PARTS, Address
from shopbell.shop.detect import named_orders
from shopbell.shop.invoice import Invoice
from shopbell.shop.order import Order
from shopbell.shop.payment import PaymentMethod
from shopbell.shop.shipment import Shipment
from shopbell.shop.voucher import Voucher
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .known import Known

MOST_ORDERS, MOST_AGENTS = 300, 500


def known_of(ticket: Ticket, messages: Iterable[Message], *, words: Iterable[str] = ()) -> Known:
    """Everything of theirs that must not stand in a public text; `words` somebody named besides."""
    messages = list(messages)
    ids = _customers(ticket, messages)
    orders = _orders(ticket, ids, messages)
    identities = Identity.objects.filter(customer__in=ids).values_list("kind", "value")
    by_kind = {kind: [value for each, value in identities if each == kind] for kind in IdentityKind}
    cities = Customer.objects.filter(pk__in=ids).exclude(city="").values_list("city", flat=True)
    addresses = [address.parts for address in Address.objects.filter(customer__in=ids)]
    addresses += [{part: str(order.address.get(part) or "") for part in PARTS} for order in orders]
    return Known(
        names=_names(ids),
        emails=by_kind[IdentityKind.EMAIL],
        phones=by_kind[IdentityKind.PHONE],
        handles=by_kind[IdentityKind.HANDLE],
        numbers=_numbers(ids, orders),
        addresses=[*addresses, *({"city": city} for city in cities)],
        words=[word for word in words if word.strip()],
    )


def _customers(ticket: Ticket, messages: list[Message]) -> list[int]:
    """The ticket's, whoever else wrote, and who was merged into them."""
    ids = {ticket.customer_id, *(each.customer_id for each in messages if each.customer_id)}
    found = Customer.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids))
    return list(found.values_list("pk", flat=True))


def _orders(ticket: Ticket, ids: list[int], messages: list[Message]) -> list[Order]:
    theirs = Order.objects.filter(Q(customer__in=ids) | Q(ticket_links__ticket=ticket)).distinct()
    text = "\n".join([ticket.subject, *(each.text for each in messages)])
    found = [*theirs.order_by("-pk")[:MOST_ORDERS], *named_orders(text, ticket.customer)]
    return list({order.pk: order for order in found}.values())


def _names(ids: list[int]) -> list[str]:
    customers = Customer.objects.filter(pk__in=ids).values_list("name", flat=True)
    companies = Company.objects.filter(members__customer__in=ids).values_list("name", flat=True)
    agents = Agent.objects.order_by("-is_active", "pk").values_list("name", flat=True)[:MOST_AGENTS]
    return [name for name in {*customers, *companies, *agents} if name.strip()]


def _numbers(ids: list[int], orders: list[Order]) -> list[str]:
    found: set[str] = {order.number for order in orders}
    found.update(Shipment.objects.filter(order__in=orders).values_list("tracking_number", flat=True))
    found.update(Invoice.objects.filter(order__in=orders).values_list("number", flat=True))
    found.update(Voucher.objects.filter(customer__in=ids).values_list("code", flat=True))
    found.update(PaymentMethod.objects.filter(customer__in=ids).values_list("last_four", flat=True))
    return sorted(each for each in found if each.strip())
