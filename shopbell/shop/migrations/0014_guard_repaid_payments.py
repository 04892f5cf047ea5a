"""The database itself keeps a payment that was paid back at least as large as what was paid back of it.

A refund that is being written holds the row of its payment (migration 0007): whoever lowers or voids that waits, and the
sum, a statement of its own, then sees it.
"""

from django.db import migrations

GUARD = """
create function shop_payment_covers_refunds() returns trigger language plpgsql as $$
declare given bigint;
begin
    select coalesce(sum(amount_cents), 0) into given from shop_payment
     where repays_id = new.id and kind = 'refund' and voided_at is null;
    if given > (case when new.kind = 'payment' and new.voided_at is null then new.amount_cents else 0 end) then
        raise exception 'payment % was paid back beyond that', new.id
            using errcode = 'check_violation', constraint = 'no_double_refund';
    end if;
    return null;
end $$;
create trigger shop_payment_covers_refunds after update on shop_payment for each row
    when (old.kind = 'payment' and old.voided_at is null
          and (new.kind <> 'payment' or new.voided_at is not null or new.amount_cents < old.amount_cents))
    execute function shop_payment_covers_refunds();
"""
UNGUARD = """
drop trigger shop_payment_covers_refunds on shop_payment;
drop function shop_payment_covers_refunds();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0013_remember_what_was_told")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
