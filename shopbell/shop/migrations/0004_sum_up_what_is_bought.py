"""The database sums up by itself what each customer bought, whoever changes an order: shop, console, import, merge.

The rows are made first and locked in order, then summed by a statement of its own: it sees what others committed
while it waited for the lock, so that of two who change orders of one customer at once neither sum is lost.
"""

from django.db import migrations

NOT_BOUGHT = "('cancelled', 'refunded', 'returned')"
SUM_UP = f"""
create function shop_sum_up(ids bigint[]) returns void language plpgsql as $$
begin
    insert into shop_purchases (customer_id, currency, orders, kept, cents)
    select customer_id, currency, 0, 0, 0 from (
        select customer_id, currency from shop_order where customer_id = any(ids)
        union select customer_id, '' from shop_order where customer_id = any(ids)) held
    order by customer_id, currency
    on conflict (customer_id, currency) do nothing;
    perform 1 from shop_purchases where customer_id = any(ids) order by customer_id, currency for no key update;
    update shop_purchases p
       set orders = coalesce(s.orders, 0), kept = coalesce(s.kept, 0), cents = coalesce(s.cents, 0),
           last_placed_at = s.last_placed_at
      from shop_purchases known
      left join (
          select customer_id, coalesce(currency, '') as currency, count(*) as orders,
                 count(*) filter (where status not in {NOT_BOUGHT}) as kept,
                 case when currency is null then 0
                      else coalesce(sum(total_cents) filter (where status not in {NOT_BOUGHT}), 0) end as cents,
                 max(placed_at) as last_placed_at
            from shop_order where customer_id = any(ids)
           group by grouping sets ((customer_id, currency), (customer_id))) s
        on s.customer_id = known.customer_id and s.currency = known.currency
     where p.id = known.id and known.customer_id = any(ids)
       and (p.orders, p.kept, p.cents, p.last_placed_at)
           is distinct from (coalesce(s.orders, 0), coalesce(s.kept, 0), coalesce(s.cents, 0), s.last_placed_at);
end $$;
create function shop_orders_came_or_went() returns trigger language plpgsql as $$
begin
    perform shop_sum_up(array(select distinct customer_id from rows));
    return null;
end $$;
create function shop_orders_changed() returns trigger language plpgsql as $$
declare ids bigint[];
begin
    ids := array(
        select was.customer_id from was join rows using (id)
         where (was.customer_id, was.status, was.currency, was.total_cents, was.placed_at)
               is distinct from (rows.customer_id, rows.status, rows.currency, rows.total_cents, rows.placed_at)
        union
        select rows.customer_id from was join rows using (id)
         where was.customer_id is distinct from rows.customer_id
            or (was.status, was.currency, was.total_cents, was.placed_at)
               is distinct from (rows.status, rows.currency, rows.total_cents, rows.placed_at));
    if array_length(ids, 1) > 0 then perform shop_sum_up(ids); end if;
    return null;
end $$;
create trigger shop_orders_new after insert on shop_order referencing new table as rows
    for each statement execute function shop_orders_came_or_went();
create trigger shop_orders_gone after delete on shop_order referencing old table as rows
    for each statement execute function shop_orders_came_or_went();
create trigger shop_orders_changed after update on shop_order referencing old table as was new table as rows
    for each statement execute function shop_orders_changed();
"""
FORGET = """
drop function shop_orders_changed() cascade;
drop function shop_orders_came_or_went() cascade;
drop function shop_sum_up(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_add_purchases")]
    operations = [migrations.RunSQL(SUM_UP, FORGET)]
