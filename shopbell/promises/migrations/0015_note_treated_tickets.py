"""What is there already is followed too, a portion at a time; the figures of before start from nothing."""

from django.db import migrations

BEGIN = """
delete from promises_treated;
insert into promises_treatednote (ticket_id)
select distinct ticket_id from promises_goaloutcome
 where goal = 'first_reply' and started_at > now() - interval '98 days';
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0014_follow_treated_tickets")]
    operations = [migrations.RunSQL(BEGIN, "delete from promises_treated", elidable=True)]
