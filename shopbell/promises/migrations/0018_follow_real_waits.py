"""All tickets are followed again, some at a time, so that what customers really waited is known of each.

Apart from the columns, and each statement by itself: nobody who writes waits while a million tickets are noted. Whoever
is stopped half-way begins anew; a ticket that is noted twice is followed twice, to the same end.
"""

from django.db import migrations

BEGIN = [
    "truncate promises_treated, promises_treatedticket",
    """
insert into promises_treatednote (ticket_id)
select distinct ticket_id from promises_goaloutcome
 where goal = 'first_reply' and started_at > now() - interval '98 days' order by ticket_id
""",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("promises", "0017_add_real_waits")]
    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop, elidable=True)]
