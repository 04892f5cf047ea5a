"""For which tickets goals hold is a part of their versions; of the last ones it is what their policies say."""

from django.db import migrations, models

LAST = """
update promises_goalpolicyversion version set conditions = policy.conditions
  from promises_goalpolicy policy
 where policy.id = version.policy_id and not exists (
     select from promises_goalpolicyversion later
      where later.policy_id = version.policy_id and later.number > version.number)
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0019_index_outcomes_by_goals")]

    operations = [
        migrations.AddField(
            "goalpolicyversion",
            "conditions",
            models.JSONField(null=True, help_text="GoalPolicy.conditions; empty: from before they were kept"),
        ),
        migrations.RunSQL(LAST, migrations.RunSQL.noop),
    ]
