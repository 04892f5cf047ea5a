import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0028_tell_services_of_parcels")]

    operations = [
        migrations.AddField(
            model_name="actionrun",
            name="also_waived",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                default=list,
                help_text="further rules with it",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="policyexception",
            name="is_first",
            field=models.BooleanField(
                default=True, help_text="of its run: the one that the cost is counted at"
            ),
        ),
        migrations.AlterField(
            model_name="policyexception",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="shop.actionrun"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyexception",
            constraint=models.UniqueConstraint(fields=("run", "rule"), name="exception_once"),
        ),
    ]
