"""The database notes by itself each ticket of which something changes that equal treatment tells of."""

from django.db import migrations, models

NOTE = "insert into promises_treatednote (ticket_id)"
FIRST = "goal = 'first_reply'"
TRIGGERS = f"""
create function promises_treated_rows() returns trigger language plpgsql as $$
begin {NOTE} select distinct ticket_id from rows; return null; end $$;
create function promises_treated_outcomes() returns trigger language plpgsql as $$
begin {NOTE} select distinct ticket_id from rows where {FIRST}; return null; end $$;
create function promises_treated_ticket() returns trigger language plpgsql as $$
begin {NOTE} values (new.id); return null; end $$;
create function promises_treated_one() returns trigger language plpgsql as $$
begin {NOTE} values (new.ticket_id); return null; end $$;
create trigger promises_treated_new after insert on promises_goaloutcome referencing new table as rows
    for each statement execute function promises_treated_outcomes();
create trigger promises_treated_gone after delete on promises_goaloutcome referencing old table as rows
    for each statement execute function promises_treated_outcomes();
create trigger promises_treated_changed after update on promises_goaloutcome
    for each row when (new.{FIRST} or old.{FIRST}) execute function promises_treated_one();
create trigger promises_treated_new after insert on promises_firstcontact referencing new table as rows
    for each statement execute function promises_treated_rows();
create trigger promises_treated_gone after delete on promises_firstcontact referencing old table as rows
    for each statement execute function promises_treated_rows();
create trigger promises_treated_changed after update on promises_firstcontact
    for each row when (old.outcome is distinct from new.outcome) execute function promises_treated_one();
create trigger promises_treated_new after insert on tickets_deletion referencing new table as rows
    for each statement execute function promises_treated_rows();
create trigger promises_treated_gone after delete on tickets_deletion referencing old table as rows
    for each statement execute function promises_treated_rows();
create trigger promises_treated_changed after update on tickets_ticket
    for each row when (old.status is distinct from new.status or old.team_id is distinct from new.team_id
                       or old.reason_id is distinct from new.reason_id)
    execute function promises_treated_ticket();
"""
FORGET = "".join(
    f"drop function promises_treated_{name}() cascade;\n" for name in ("rows", "outcomes", "ticket", "one")
)


class Migration(migrations.Migration):
    dependencies = [
        ("promises", "0013_sum_up_days"),
        ("tickets", "0033_add_long_text_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="TreatedNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="TreatedTicket",
            fields=[
                ("outcome_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("ticket_id", models.BigIntegerField(db_index=True)),
                ("started_at", models.DateTimeField()),
                ("reason_id", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=20)),
                ("team_id", models.BigIntegerField(null=True)),
                ("seconds", models.PositiveBigIntegerField()),
                (
                    "share",
                    models.FloatField(
                        help_text="of what was promised, in thousandths, to a tenth", null=True
                    ),
                ),
                ("kept", models.BooleanField()),
                ("waiting", models.BooleanField()),
                ("solved", models.BooleanField()),
                ("reopened", models.BooleanField()),
                ("once", models.BooleanField()),
                ("known", models.BooleanField()),
            ],
        ),
        migrations.RunSQL(TRIGGERS, FORGET),
    ]
