"""The orders that were there before the database summed them up by itself (0004).

Apart from that one and in no transaction: its triggers lock the orders until it commits, and half a million customers
take minutes. A portion is committed at a time; again from the start it changes nothing that is right already.
"""

from django.db import migrations

SUM_ALL = """
do $$
declare portion bigint[]; last bigint := 0;
begin
    loop
        portion := array(select id from customers_customer where id > last order by id limit 5000);
        exit when array_length(portion, 1) is null;
        perform shop_sum_up(portion);
        last := portion[array_length(portion, 1)];
        commit;
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("shop", "0004_sum_up_what_is_bought")]
    operations = [migrations.RunSQL(SUM_ALL, migrations.RunSQL.noop)]
