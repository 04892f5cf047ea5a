"""What somebody named exactly: a ticket's number, an order's number, a customer's address or phone number."""

import re

from shopbell.core.folding import fold
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.customers.mail_address import NoAddress, normal_address
from shopbell.shop.order import Order, number_key

from .entry import Kind
from .seen import Seen

MOST = 10
Named = tuple[Kind, int, int | None]
TICKET_NUMBER = re.compile(r"#?\s*([0-9]{1,18})")
PHONE = re.compile(r"\+[0-9 ()./-]{6,30}")


def exactly(seen: Seen, text: str) -> dict[str, list[Named]]:
    """The things whose number or address is all of `text`, by kind, of those that are `seen`."""
    text = text.replace("\0", "").strip()
    return {
        "tickets": _tickets(seen, text),
        "customers": _customers(seen.agent, text),
        "orders": _orders(seen.agent, text),
    }


def _tickets(seen: Seen, text: str) -> list[Named]:
    number = TICKET_NUMBER.fullmatch(fold(text))
    if not number:
        return []
    ids = seen.tickets().filter(pk=int(number[1])).values_list("pk", flat=True)
    return [(Kind.TICKET, pk, pk) for pk in ids]


def _orders(agent, text: str) -> list[Named]:
    key = number_key(text)
    if not key or not any(each.isdigit() for each in key):
        return []
    orders = Order.objects.visible_to(agent).filter(number_key=key)
    return [(Kind.ORDER, pk, None) for pk in orders.values_list("pk", flat=True)[:MOST]]


def _customers(agent, text: str) -> list[Named]:
    value = ""
    if "@" in text:
        try:
            value = normal_address(text)
        except NoAddress:
            return []
    elif PHONE.fullmatch(text):
        value = "+" + "".join(each for each in text if each.isdecimal())
    if not value:
        return []
    known = Identity.objects.filter(value=value, kind__in=[IdentityKind.EMAIL, IdentityKind.PHONE])
    customers = Customer.objects.visible_to(agent).filter(pk__in=known.values("customer"))
    return [(Kind.CUSTOMER, pk, None) for pk in customers.values_list("pk", flat=True)[:MOST]]
