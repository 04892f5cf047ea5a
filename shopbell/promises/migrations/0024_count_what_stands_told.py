"""What shoppers were told and still wait for is written to the clocks of their tickets, each by itself: there are as
many as open promises, and nobody who writes meanwhile waits for them."""

from django.db import migrations

FILL = """
do $$
declare waiting bigint;
begin
    for waiting in select distinct ticket_id from promises_promise where outcome = 'open' order by ticket_id loop
        perform promises_note_told(waiting);
        commit;
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("promises", "0023_count_what_was_told")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True)]
