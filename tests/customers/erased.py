"""Somebody who is erased, and everything that can be theirs."""

from django.db import connection

from shopbell.customers.erasure import CustomerErasure, erase_customer
from shopbell.customers.models import Customer
from shopbell.search.index import index_due
from tests.channels.email.conftest import work

NAME, ADDRESS, PHONE = "Quillon Vexley", "quillon@shopper.example", "+33612345678"


def everything() -> str:
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = current_schema() and table_type = 'BASE TABLE'"
        )
        text = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t')
            text += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(text).lower()


def places_of(*words: str) -> set[str]:
    """The tables in which one of `words` stands, in letters or as bytes."""
    wanted = [form for word in words for form in (word.lower(), word.encode().hex())]
    return {line.partition(":")[0] for line in everything().splitlines() if any(w in line for w in wanted)}


def erase(person: Customer, by=None) -> CustomerErasure:
    begun = erase_customer(person, NAME, by=by)
    work()
    while index_due():
        pass
    begun.refresh_from_db()
    return begun


WORD = "zanzibarteapot"  # in every text of theirs
