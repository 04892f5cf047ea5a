"""The database notes by itself each day of which outcomes become others, whoever changes them. Days from before are
summed up by a job, one after the other, and counted until then."""

import django.db.models.deletion
from django.db import migrations, models

DAY = "(started_at at time zone 'UTC')::date"
NOTE = f"""
create function promises_outcomes_came_or_went() returns trigger language plpgsql as $$
begin
    insert into promises_touchedday (date) select distinct {DAY} from rows;
    return null;
end $$;
create function promises_outcomes_changed() returns trigger language plpgsql as $$
begin
    insert into promises_touchedday (date)
    select distinct {DAY} from (
        (select id, started_at, goal, channel, team_id, outcome from was
         except select id, started_at, goal, channel, team_id, outcome from rows)
        union all
        (select id, started_at, goal, channel, team_id, outcome from rows
         except select id, started_at, goal, channel, team_id, outcome from was)) changed;
    return null;
end $$;
create function promises_tickets_hidden_or_shown() returns trigger language plpgsql as $$
begin
    insert into promises_touchedday (date)
    select distinct {DAY} from promises_goaloutcome where ticket_id in (select ticket_id from rows);
    return null;
end $$;
create trigger promises_outcomes_new after insert on promises_goaloutcome referencing new table as rows
    for each statement execute function promises_outcomes_came_or_went();
create trigger promises_outcomes_gone after delete on promises_goaloutcome referencing old table as rows
    for each statement execute function promises_outcomes_came_or_went();
create trigger promises_outcomes_changed after update on promises_goaloutcome
    referencing old table as was new table as rows
    for each statement execute function promises_outcomes_changed();
create trigger promises_tickets_hidden after insert on tickets_deletion referencing new table as rows
    for each statement execute function promises_tickets_hidden_or_shown();
create trigger promises_tickets_shown after delete on tickets_deletion referencing old table as rows
    for each statement execute function promises_tickets_hidden_or_shown();
"""
FORGET = """
drop function promises_outcomes_came_or_went() cascade;
drop function promises_outcomes_changed() cascade;
drop function promises_tickets_hidden_or_shown() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0027_name_the_permission_of_the_status_page"),
        ("promises", "0012_index_what_was_broken"),
        ("tickets", "0033_add_long_text_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummedDay",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                ("summed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TouchedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["date"], name="touched_by_day")],
            },
        ),
        migrations.CreateModel(
            name="DaySum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                (
                    "goal",
                    models.CharField(
                        choices=[
                            ("first_reply", "First reply"),
                            ("next_reply", "Next reply"),
                            ("solve", "Solution"),
                        ],
                        max_length=11,
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("kept", models.PositiveIntegerField()),
                ("broken", models.PositiveIntegerField()),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("date", "goal", "channel", "team"),
                        name="day_summed_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
