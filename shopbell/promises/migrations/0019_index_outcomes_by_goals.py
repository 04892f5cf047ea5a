from django.db import migrations, models

from shopbell.core.index_concurrently import IndexConcurrently


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("promises", "0018_follow_real_waits")]

    operations = [
        IndexConcurrently(
            "goaloutcome", models.Index(fields=["policy_version", "ticket"], name="goal_outcome_by_goals")
        )
    ]
