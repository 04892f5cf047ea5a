"""What programs may give as credits in a day, where their limit is the one that the desk began with."""

from decimal import Decimal

from django.db import migrations


def limit(apps, schema_editor):
    begun_with = {"scope": "programs", "action": "give_credit", "currency": "", "most": Decimal(20)}
    untouched = apps.get_model("shop", "Authority").objects.filter(
        **begun_with, asks_first=False, most_a_day=None
    )
    untouched.update(most_a_day=200)


class Migration(migrations.Migration):
    dependencies = [("shop", "0022_add_procedures")]
    operations = [migrations.RunPython(limit, migrations.RunPython.noop)]
