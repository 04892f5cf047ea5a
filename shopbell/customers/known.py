"""Known customers: with whom the shop has had to do, beyond their having written. Floors above add what they know."""

from collections.abc import Callable

from django.db import connection

from .customer import Customer

ACQUAINTANCES: list[Callable[[int], bool]] = []  # asked in turn with the customer's key


def is_known(customer: Customer, address: str = "") -> bool:
    """Whether `customer` proved an address, is of a company (as `address` may say), has ordered or was answered."""
    with connection.cursor() as cursor:  # every mail asks: one statement
        cursor.execute(PROVED, {"customer": customer.pk, "domain": address.rpartition("@")[2]})
        if cursor.fetchone() is not None:
            return True
    return not customer.is_new and any(ask(customer.pk) for ask in ACQUAINTANCES)


PROVED = """
    select 1 from customers_identity where customer_id = %(customer)s and verified_at is not null and kind <> 'visitor'
    union all
    select 1 from customers_companymember where customer_id = %(customer)s
    union all
    select 1 from customers_companydomain where domain = %(domain)s and domain <> ''
    limit 1
"""
