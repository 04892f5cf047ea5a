from django.db import migrations, models

from shopbell.core.index_concurrently import IndexConcurrently


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0010_tell_of_incidents")]

    operations = [
        IndexConcurrently(
            "notification",
            models.Index(
                fields=["incident_update"],
                name="notification_of_incident",
                condition=models.Q(incident_update__isnull=False),
            ),
        )
    ]
