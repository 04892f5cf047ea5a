"""The policies by which a parcel is sent and an order marked as delivered, for desks that have had the others already."""

from importlib import import_module

from django.db import migrations

add = import_module("shopbell.shop.migrations.0008_add_default_policies").add


class Migration(migrations.Migration):
    dependencies = [("shop", "0023_limit_the_day_of_programs")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
