"""Customers who meet conditions, in the language of the tickets' filters: `country:de spent:>500 -has:open-ticket`.

`CUSTOMER_FIELDS` holds the fields; those of this floor are in `fields.py`, the shop adds what was bought. A filter of
the list asks for an agent, and finds only by what they may see; a segment asks for the shop, the same for everybody.
"""

from collections.abc import Iterable

from shopbell.customers.customer import Customer, CustomerQuerySet
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.field import Fields
from shopbell.tickets.filter.query import question

CUSTOMER_FIELDS = Fields(free="name", at_once=("segment", "company"))


def customers_of(conditions: Iterable[Condition], asker: Asker) -> CustomerQuerySet:
    """The customers who meet `conditions` among those that the asking agent may see, unordered."""
    met = question(conditions, asker, CUSTOMER_FIELDS)
    if asker.agent is None:
        return Customer.objects.standing().filter(met)
    return Customer.objects.visible_to(asker.agent).filter(met)
