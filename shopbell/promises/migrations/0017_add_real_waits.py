"""What customers really waited stands beside what their goals counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promises", "0016_void_goals_that_were_a_mistake")]
    operations = [
        migrations.AddField(
            "treated",
            "real",
            models.JSONField(default=dict, help_text="the same by the clock on the wall, in seconds"),
        ),
        migrations.AddField(
            "treatedticket",
            "real",
            models.FloatField(
                null=True, help_text="seconds by the clock on the wall, whatever the goal counts"
            ),
        ),
    ]
