"""The policies by which a return or an exchange is withdrawn, for desks that have had the others already."""

from importlib import import_module

from django.db import migrations

add = import_module("shopbell.shop.migrations.0008_add_default_policies").add


class Migration(migrations.Migration):
    dependencies = [("shop", "0011_keep_what_was_paid_back")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
