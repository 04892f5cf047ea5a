import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channel_email", "0030_add_mailed_answers")]

    operations = [
        migrations.AddField(
            "sideconversation",
            "cc",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=320), db_default=[], default=list, size=None
            ),
        )
    ]
