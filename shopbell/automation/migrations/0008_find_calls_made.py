from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0007_bound_calls")]

    operations = [
        migrations.AddIndex(
            "webhookcall",
            models.Index(
                fields=["webhook", "at", "object_id"],
                name="webhook_call_made",
                condition=models.Q(("state", "left_out"), _negated=True),
            ),
        ),
    ]
