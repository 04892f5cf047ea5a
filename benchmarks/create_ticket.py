"""Creating a ticket with its first message, as every door does it, beside the bare rows through psycopg."""

from uuid import uuid4

import psycopg

from benchmarks.desk import median_ms, row
from benchmarks.own_database import own_database

TEXT = "Where is my parcel? It was to come on Monday. " * 8
TICKET = """
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at, waiting_since) values (%s, 'new', 2, 'form', %s, 'en', now(), now(), %s, now(), now()) returning id
"""
MESSAGE = """
insert into tickets_message (ticket_id, kind, channel, customer_id, rule, text, html, quoted_text, quoted_html,
    client_id, created_at) values (%s, 'reply', 'form', %s, '', %s, '', '', '', %s, now())
"""


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from django.db import transaction

    from shopbell.customers.customer import Customer
    from shopbell.tickets.opening import open_with_message

    customer = Customer.objects.create(name="Mina")

    def by_verb() -> None:
        with transaction.atomic():
            open_with_message(customer=customer, channel="form", subject="Where is it?", text=TEXT)

    with psycopg.connect(url) as bare:

        def by_rows() -> None:
            found = bare.execute(TICKET, ["Where is it?", customer.pk, TEXT[:200]]).fetchone()
            assert found is not None
            bare.execute(MESSAGE, [found[0], customer.pk, TEXT, uuid4()])
            bare.commit()

        rows = median_ms(by_rows, times=300, warm=30)
    made = median_ms(by_verb, times=300, warm=30)
    row("create a ticket", made, "ms", limit=rows, limit_name="two bare rows", goal="≤ 3 ms")


if __name__ == "__main__":
    main()
