"""What customers really waited stands beside what their goals counted; all tickets are followed again, some at a time."""

from django.db import migrations, models

BEGIN = """
delete from promises_treated;
delete from promises_treatedticket;
insert into promises_treatednote (ticket_id)
select distinct ticket_id from promises_goaloutcome
 where goal = 'first_reply' and started_at > now() - interval '98 days';
"""


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
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop, elidable=True),
    ]
