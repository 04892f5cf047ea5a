"""The database itself lets no payment be paid back twice, whoever writes the refund.

The row of the payment is locked first and the refunds are summed by a statement of its own, which sees what others
committed while it waited.
"""

from django.db import migrations

GUARD = """
create function shop_refund_is_covered() returns trigger language plpgsql as $$
declare paid bigint; given bigint;
begin
    select amount_cents into paid from shop_payment
     where id = new.repays_id and kind = 'payment' and voided_at is null for no key update;
    select coalesce(sum(amount_cents), 0) into given from shop_payment
     where repays_id = new.repays_id and kind = 'refund' and voided_at is null;
    if paid is null or given > paid then
        raise exception 'payment % would be paid back beyond what was paid', new.repays_id
            using errcode = 'check_violation', constraint = 'no_double_refund';
    end if;
    return null;
end $$;
create trigger shop_refund_is_covered after insert or update on shop_payment
    for each row when (new.repays_id is not null and new.kind = 'refund' and new.voided_at is null)
    execute function shop_refund_is_covered();
"""
UNGUARD = """
drop trigger shop_refund_is_covered on shop_payment;
drop function shop_refund_is_covered();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_add_actions_and_policies")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
