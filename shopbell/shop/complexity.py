"""What makes a ticket complex besides what was written: orders, products, and exceptions to the shop's rules."""

from django.utils.translation import ngettext

from shopbell.tickets.complexity_factor import Factor

ORDERS = "(select count(*) from shop_ticketorder o where o.ticket_id = t.id)"
PRODUCTS = "(select count(*) from shop_ticketproduct p where p.ticket_id = t.id)"
EXCEPTIONS = """(select count(distinct x.run_id) from shop_policyexception x join shop_actionrun r on r.id = x.run_id
    where r.ticket_id = t.id and r.status in ('performing', 'done'))"""

FACTORS = [
    Factor("orders", ORDERS, (2, 3), 2, lambda n: ngettext("%(n)s order", "%(n)s orders", n)),
    Factor("products", PRODUCTS, (3, 5), 1, lambda n: ngettext("%(n)s product", "%(n)s products", n)),
    Factor("exceptions", EXCEPTIONS, (1,), 3, lambda n: ngettext("%(n)s exception", "%(n)s exceptions", n)),
]
