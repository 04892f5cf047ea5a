"""What was told is found by the moment at which it is broken. One that is owed has not ended. The clocks of a ticket are
asked nothing while what its shopper waits for stays what it was."""

from django.db import migrations, models

CHANGED = """
create or replace trigger promises_told_changed
    after update of ticket_id, kind, due_at, risk_at, outcome, is_owed on promises_promise for each row
    when ((old.ticket_id, old.kind, old.due_at, old.risk_at, old.outcome = 'open' or old.is_owed) is distinct from
          (new.ticket_id, new.kind, new.due_at, new.risk_at, new.outcome = 'open' or new.is_owed))
    execute function promises_told();
"""
AS_BEFORE = """
create or replace trigger promises_told_changed
    after update of ticket_id, kind, due_at, risk_at, outcome, is_owed on promises_promise for each row
    when ((old.ticket_id, old.kind, old.due_at, old.risk_at, old.outcome, old.is_owed) is distinct from
          (new.ticket_id, new.kind, new.due_at, new.risk_at, new.outcome, new.is_owed))
    execute function promises_told();
"""
ENDED = "update promises_promise set ended_at = {} where is_owed"


class Migration(migrations.Migration):
    dependencies = [("promises", "0024_count_what_stands_told")]

    operations = [
        migrations.AlterField(
            model_name="promise",
            name="ended_at",
            field=models.DateTimeField(
                help_text="nobody waits for it since; empty: the shopper does", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("outcome", "open")), fields=["due_at"], name="promises_to_break"
            ),
        ),
        migrations.RunSQL(CHANGED, AS_BEFORE),
        migrations.RunSQL(ENDED.format("null"), ENDED.format("due_at")),
    ]
