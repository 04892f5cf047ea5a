from django.db import migrations, models

from shopbell.core.index_concurrently import IndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("channel_email", "0024_keep_calendars_of_mails")]

    operations = [
        IndexConcurrently(
            "emailmessage", models.Index(fields=["from_address", "-message"], name="mail_by_sender")
        ),
    ]
