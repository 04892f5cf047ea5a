from django.db import migrations, models

FILL = """
update shop_watch w set number = s.tracking_number from shop_shipment s where s.id = w.shipment_id
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0031_reword_outcomes_and_limits")]

    operations = [
        migrations.AddField(
            model_name="watch",
            name="number",
            field=models.CharField(
                db_default="", default="", help_text="that it began with; another begins anew", max_length=80
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
