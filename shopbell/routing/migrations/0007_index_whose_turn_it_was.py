from django.db import migrations, models

from shopbell.core.index_concurrently import IndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("routing", "0006_keep_the_backlog_apart")]

    operations = [
        IndexConcurrently(
            "assignmentreason",
            models.Index(fields=["-at"], condition=models.Q(is_backlog__isnull=False), name="given_by_turns"),
        )
    ]
