"""The database notes by itself each day of which first contacts become others, as it does for promises (0013). Days from
before are summed up by a job, one after the other: nothing here reads the table, and its writers wait for a moment."""

import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
DAY = "(solved_at at time zone 'UTC')::date"
SAID = "ticket_id, solved_at, outcome, channel, team_id, need_id"
NOTE = f"""
create function promises_contacts_came_or_went() returns trigger language plpgsql as $$
begin
    insert into promises_touchedcontactday (date) select distinct {DAY} from rows;
    return null;
end $$;
create function promises_contacts_changed() returns trigger language plpgsql as $$
begin
    insert into promises_touchedcontactday (date)
    select distinct {DAY} from (
        (select {SAID} from was except select {SAID} from rows)
        union all
        (select {SAID} from rows except select {SAID} from was)) changed;
    return null;
end $$;
create function promises_contacts_hidden_or_shown() returns trigger language plpgsql as $$
begin
    insert into promises_touchedcontactday (date)
    select distinct {DAY} from promises_firstcontact where ticket_id in (select ticket_id from rows);
    return null;
end $$;
create trigger promises_contacts_new after insert on promises_firstcontact referencing new table as rows
    for each statement execute function promises_contacts_came_or_went();
create trigger promises_contacts_gone after delete on promises_firstcontact referencing old table as rows
    for each statement execute function promises_contacts_came_or_went();
create trigger promises_contacts_changed after update on promises_firstcontact
    referencing old table as was new table as rows
    for each statement execute function promises_contacts_changed();
create trigger promises_contacts_hidden after insert on tickets_deletion referencing new table as rows
    for each statement execute function promises_contacts_hidden_or_shown();
create trigger promises_contacts_shown after delete on tickets_deletion referencing old table as rows
    for each statement execute function promises_contacts_hidden_or_shown();
"""
FORGET = """
drop function promises_contacts_came_or_went() cascade;
drop function promises_contacts_changed() cascade;
drop function promises_contacts_hidden_or_shown() cascade;
"""


def one_of(table):
    return models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=table
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0027_name_the_permission_of_the_status_page"),
        ("promises", "0020_keep_for_which_tickets_goals_hold"),
        ("tickets", "0033_add_long_text_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummedContactDay",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                ("summed_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="TouchedContactDay",
            fields=[("id", KEY), ("date", models.DateField())],
            options={"indexes": [models.Index(fields=["date"], name="contacts_touched_by_day")]},
        ),
        migrations.CreateModel(
            name="ContactSum",
            fields=[
                ("id", KEY.clone()),
                ("date", models.DateField()),
                ("channel", models.CharField(max_length=20)),
                ("yes", models.PositiveIntegerField()),
                ("no", models.PositiveIntegerField()),
                ("open", models.PositiveIntegerField()),
                ("need", one_of("tickets.contactreason")),
                ("team", one_of("accounts.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("date", "need", "channel", "team"),
                        name="contacts_summed_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(NOTE, FORGET),
    ]
