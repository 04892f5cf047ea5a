"""Known customers: with whom the shop has had to do, beyond their having written. Floors above add what they know."""

from collections.abc import Callable

from django.db import connection

from .company import CompanyDomain
from .customer import Customer

ACQUAINTANCES: list[Callable[[int], bool]] = []  # asked in turn with the customer's key


def is_known(customer: Customer, address: str = "") -> bool:
    """Whether `customer` proved an address, is of a company (as `address` may say), has ordered or was answered."""
    with connection.cursor() as cursor:
        cursor.execute(PROVED, {"customer": customer.pk})
        if cursor.fetchone() is not None:
            return True
    domain = address.rpartition("@")[2]
    if domain and CompanyDomain.objects.filter(domain=domain).exists():
        return True
    return any(ask(customer.pk) for ask in ACQUAINTANCES)


PROVED = """
    select 1 from customers_identity where customer_id = %(customer)s and verified_at is not null and kind <> 'visitor'
    union all
    select 1 from customers_companymember where customer_id = %(customer)s
    limit 1
"""
