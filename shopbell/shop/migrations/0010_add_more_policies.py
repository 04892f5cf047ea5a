"""The rest of the policies every desk begins with, for desks that have had the first ones alone."""

from importlib import import_module

from django.db import migrations

add = import_module("shopbell.shop.migrations.0008_add_default_policies").add


class Migration(migrations.Migration):
    dependencies = [("shop", "0009_settle_exchanges")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
