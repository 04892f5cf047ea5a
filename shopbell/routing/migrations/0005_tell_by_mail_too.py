from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_add_channel_plans")]

    operations = [
        migrations.AlterField(
            "teamrouting",
            "tells_customer",
            models.BooleanField(default=True, verbose_name="tell customers that a colleague answers instead"),
        )
    ]
