from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_add_assistants")]

    operations = [
        migrations.AlterField(
            "teamrouting",
            "tells_customer",
            models.BooleanField(default=True, verbose_name="tell customers that a colleague answers instead"),
        )
    ]
