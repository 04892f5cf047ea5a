from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0032_watch_a_parcel_by_its_number")]

    operations = [
        migrations.AddField(
            model_name="standstill",
            name="has_ticket",
            field=models.BooleanField(default=False, help_text="one was opened, since nobody had asked"),
        ),
    ]
