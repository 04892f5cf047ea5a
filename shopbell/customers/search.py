"""Finding a customer by how their name, address, number or handle begins.

Beginnings only, so that an index answers at any size: of each word of a name, and of a whole identity.
"""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet

from .customer import Customer, CustomerQuerySet
from .identity import Identity, Kind

NAME = SearchVector("name", config="simple")


def find_customers(agent, query: str) -> CustomerQuerySet:
    """Customers visible to `agent` with an identity that begins with `query`, or a name with words that begin so.

    Without a query: all who are known by more than a browser.
    """
    customers = Customer.objects.visible_to(agent)
    query = " ".join(query.replace("\0", "").split())[:200]
    if not query:
        known = Identity.objects.filter(customer=OuterRef("pk")).exclude(kind=Kind.VISITOR)
        return customers.filter(~Q(name="") | Exists(known))
    identities, names = _called(query)
    return customers.filter(Q(pk__in=identities.values("customer")) | Q(pk__in=names.values("pk")))


def ids_of_called(query: str) -> QuerySet:
    """Ids of everybody with an identity or a name that begins with `query`, for a query of something else."""
    identities, names = _called(" ".join(query.split()))
    return identities.values_list("customer").union(names.values_list("pk"))


def _called(query: str) -> tuple[QuerySet[Identity], QuerySet[Customer]]:
    known = Identity.objects.exclude(kind=Kind.VISITOR).filter(value__istartswith=query.removeprefix("@"))
    wanted = SearchQuery(_beginnings(query), search_type="raw", config="simple")
    return known, Customer.objects.annotate(words=NAME).filter(Q(words=wanted) | Q(name__startswith=query))


def _beginnings(query: str) -> str:
    """`query` for PostgreSQL: each of its words, as the beginning of a word, cut as PostgreSQL itself cuts names.

    Each twice: for a beginning the planner believes in one row of 200 at the least, for both in one of 40,000.
    """
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in query.split())
    return " & ".join(f"'{word}':* & '{word}':*" for word in quoted)
