"""A product is found by what it comes in, too: “blue mug”, “oak tray” (`help/from_products.py`)."""

from django.db import migrations

DUE = "insert into search_duedocument (kind, object_id)"
OF_VARIANTS = """
create or replace function help_search_shop_variant() returns trigger language plpgsql as
$$ begin {due} select distinct 'product', product_id from rows where {said}; return null; end $$;
drop trigger help_search_shop_variant_changed on shop_variant;
create trigger help_search_shop_variant_changed after update on shop_variant for each row
  when ({differs}) execute function help_search_shop_variant_changed();
"""
SKU, OPTIONS = "old.sku is distinct from new.sku", "old.options is distinct from new.options"
ALL = f"{DUE} select distinct 'product', product_id from shop_variant where options <> '{{}}'"


class Migration(migrations.Migration):
    """What is there already is due too, and read while the desk runs."""

    dependencies = [
        ("search", "0013_index_words_by_shelf"),
        ("shop", "0035_remember_what_was_told_of_warehouses"),
    ]
    operations = [
        migrations.RunSQL(
            OF_VARIANTS.format(due=DUE, said="sku <> '' or options <> '{}'", differs=f"{SKU} or {OPTIONS}"),
            OF_VARIANTS.format(due=DUE, said="sku <> ''", differs=SKU),
        ),
        migrations.RunSQL(ALL, migrations.RunSQL.noop, elidable=True),
    ]
