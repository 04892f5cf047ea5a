"""Praise asks nothing: no article about it is missing."""

from django.db import migrations, models


def mark(apps, schema_editor):
    reasons = apps.get_model("tickets", "ContactReason").objects
    reasons.filter(name="Praise", parent=None).update(asks_something=False)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0033_add_long_text_fields")]
    operations = [
        migrations.AddField(
            "contactreason",
            "asks_something",
            models.BooleanField(default=True, verbose_name="asks something"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
