"""The panel of a customer with 500 orders: time and queries, beside its rows by bare SQL and one with 5 orders."""

import psycopg

from benchmarks.desk import median_ms, row
from benchmarks.own_database import own_database

SCALES = [5, 500]
LINKED = 3
FILL = """
with customer as (insert into customers_customer (name, language, time_zone, city, country, background, created_at)
    values ('Mina', 'en', '', '', 'DE', '', now()) returning id),
product as (insert into shop_product (source, external_id, name, description, category, picture, pictures, page,
        created_at) values ('bench', 'p{orders}', 'Jumper', '', '', '', '[]', '', now()) returning id),
variant as (insert into shop_variant (product_id, external_id, sku, options, price_cents, currency, stock, is_available)
    select id, 'v', '', '{{"size": "M"}}', 4990, 'EUR', 500, true from product returning id),
method as (insert into shop_paymentmethod (customer_id, source, external_id, kind, brand, last_four, currency)
    select id, 'bench', 'm{orders}', 'card', 'visa', '4242', 'EUR' from customer returning id),
made as (insert into shop_order (source, external_id, number, number_key, customer_id, status, currency, total_cents,
        discount_cents, shipping_cents, tax_cents, address, note, cancel_reason, placed_at)
    select 'built_in', '{orders}-' || n, '{orders}-' || n, '{orders}' || n, customer.id, 'delivered', 'EUR',
        14970, 0, 0, 0, '{{}}', '', '', now() - n * interval '1 day'
    from customer, generate_series(1, {orders}) n returning id),
lines as (insert into shop_orderline (order_id, external_id, variant_id, name, options, quantity, price_cents, position)
    select made.id, n, variant.id, 'Jumper', '{{"size": "M"}}', 1, 4990, n from made, variant, generate_series(1, 3) n),
paid as (insert into shop_payment (order_id, external_id, kind, method_id, amount_cents, currency, at)
    select made.id, '1', 'payment', method.id, 14970, 'EUR', now() from made, method),
parcels as (insert into shop_shipment (order_id, external_id, carrier, tracking_number, warehouse, shipped_at,
        delivered_at) select id, '1', 'Swift', '', '', now(), now() from made returning id),
scans as (insert into shop_scan (shipment_id, step, at, place, text)
    select id, 'on_the_way', now() - n * interval '6 hours', '', 'Scanned' from parcels, generate_series(1, 4) n)
select customer.id from customer
"""
NEWEST = (
    "select * from shop_order where customer_id = %s order by placed_at desc nulls last, id desc limit 13"
)
PARTS = [
    "select l.*, v.*, p.* from shop_orderline l left join shop_variant v on v.id = l.variant_id"
    " left join shop_product p on p.id = v.product_id where l.order_id = any(%s)",
    "select p.*, m.* from shop_payment p left join shop_paymentmethod m on m.id = p.method_id"
    " where p.order_id = any(%s)",
    "select s.*, c.* from shop_shipment s left join shop_scan c on c.shipment_id = s.id where s.order_id = any(%s)",
    "select * from shop_actionrun where order_id = any(%s)",
]
WORTH = "select currency, count(*), sum(total_cents) from shop_order where customer_id = %s group by 1"


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shopbell.accounts.models import Agent, Role

    role = Role.objects.get(name="Admin")
    agent = Agent.objects.create(email="admin@bench.example", name="Admin", role=role)
    first: float | None = None
    with psycopg.connect(url, autocommit=True) as database:
        for scale in SCALES:
            customer_id = filled(database, scale)
            ticket_id = ticket_of(customer_id)

            def draw(ticket_id: int = ticket_id) -> str:
                return panel(ticket_id, agent)

            def bare(customer_id: int = customer_id) -> None:
                orders = [found[0] for found in database.execute(NEWEST, [customer_id]).fetchall()]
                for statement in PARTS:
                    database.execute(statement, [orders]).fetchall()
                database.execute(WORTH, [customer_id]).fetchall()

            assert "Jumper" in draw()
            with CaptureQueriesContext(connection) as asked:
                draw()
            taken = median_ms(draw, times=60)
            row(
                f"panel of a customer with {scale} orders",
                taken,
                "ms",
                limit=median_ms(bare),
                limit_name="bare SQL",
            )
            row("  queries", len(asked), "", goal="≤ 24")
            first = first or taken
    row(f"  growth since {SCALES[0]} orders", taken / first, "×", goal="≤ 1.2")


def filled(database: psycopg.Connection, orders: int) -> int:
    """A customer with so many orders; returns their id."""
    found = database.execute(FILL.format(orders=orders)).fetchone()
    database.execute("vacuum analyze")
    assert found is not None
    return found[0]


def ticket_of(customer_id: int) -> int:
    """A ticket of theirs, about the newest orders."""
    from shopbell.customers.models import Customer
    from shopbell.shop.models import Order, TicketOrder
    from shopbell.tickets.ticket import create_ticket

    ticket = create_ticket(
        customer=Customer.objects.get(pk=customer_id), channel="email", subject="Where is it?"
    )
    for order in Order.objects.filter(customer=customer_id)[:LINKED]:
        TicketOrder.objects.create(ticket=ticket, order=order)
    return ticket.pk


def panel(ticket_id: int, agent) -> str:
    from django.shortcuts import render
    from django.test import RequestFactory

    from shopbell.shop.panel import panel_context
    from shopbell.tickets.models import Ticket

    request = RequestFactory().get("/")
    request.user = agent
    ticket = Ticket.objects.select_related("customer").get(pk=ticket_id)
    context = {"ticket": ticket, **panel_context(ticket, agent)}
    return render(request, "shop/_panel.html", context).content.decode()


if __name__ == "__main__":
    main()
