from django.db import migrations, models

from shopbell.core.index_concurrently import IndexConcurrently


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("promises", "0011_count_what_was_asked")]

    operations = [
        IndexConcurrently(
            "goaloutcome",
            models.Index(fields=["ticket"], name="goal_outcome_broken", condition=models.Q(outcome="broken")),
        )
    ]
