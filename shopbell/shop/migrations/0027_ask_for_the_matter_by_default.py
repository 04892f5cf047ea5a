"""What is missing is asked for by default, and may be put off. A desk that asked already goes on to insist on it."""

from django.db import migrations, models
from django.db.models import Q


def insist(apps, schema_editor):
    asking = Q(asks_reason=True) | Q(asks_order=True)
    apps.get_model("shop", "MatterPolicy").objects.filter(asking).update(insists=True)


class Migration(migrations.Migration):
    dependencies = [("shop", "0026_keep_which_accounts_are_proved")]

    operations = [
        migrations.AddField(
            model_name="matterpolicy",
            name="insists",
            field=models.BooleanField(default=False, verbose_name="Insist on it"),
        ),
        migrations.AlterField(
            model_name="matterpolicy",
            name="asks_reason",
            field=models.BooleanField(default=True, verbose_name="Ask for the contact reason on solving"),
        ),
        migrations.AlterField(
            model_name="matterpolicy",
            name="asks_order",
            field=models.BooleanField(
                default=True, verbose_name="Ask for the order or the product on solving"
            ),
        ),
        migrations.RunPython(insist, migrations.RunPython.noop, elidable=True),
    ]
