"""The database keeps what a shopper was told beside the goals' clocks of the ticket, and lets the earlier be the one that
the row tells of (`ticket_clocks.py`).

Whoever changes a promise, by whatever way, so changes the row in the same transaction. A row without a told promise
costs nothing more than before.
"""

from django.db import migrations, models

TRIGGERS = """
create function promises_most_urgent() returns trigger language plpgsql as $$
begin
    select clock->>'goal', (clock->>'due_at')::timestamptz, (clock->>'warn_at')::timestamptz, clock ? 'broken_at'
      into new.goal, new.due_at, new.warn_at, new.is_broken
      from jsonb_array_elements(new.state->'clocks') with ordinality clocks (clock, place)
     where clock ? 'since' and clock ? 'due_at' and not new.state ? 'hidden'
     order by (clock->>'due_at')::timestamptz, place limit 1;
    new.goal := coalesce(new.goal, '');
    new.is_broken := coalesce(new.is_broken, false);
    if (new.due_at is null or new.told_at < new.due_at)
            and not new.state ? 'hidden' and new.state->>'phase' is distinct from 'solved' then
        new.goal := '';
        new.due_at := new.told_at;
        new.warn_at := new.told_warn_at;
        new.is_broken := false;
    end if;
    return new;
end $$;
create trigger promises_most_urgent before update on promises_ticketclocks
    for each row when (new.told_at is not null or old.told_at is not null) execute function promises_most_urgent();

create function promises_note_told(of_ticket bigint) returns void language plpgsql as $$
declare first record;
begin
    perform from promises_ticketclocks where ticket_id = of_ticket for update;
    if not found then return; end if;
    select kind, due_at, coalesce(risk_at, warn_at, tell_at) as warn_at into first from promises_promise
     where ticket_id = of_ticket and (outcome = 'open' or is_owed) order by due_at, id limit 1;
    update promises_ticketclocks
       set told = coalesce(first.kind, ''), told_at = first.due_at, told_warn_at = first.warn_at
     where ticket_id = of_ticket
       and (told, told_at, told_warn_at) is distinct from (coalesce(first.kind, ''), first.due_at, first.warn_at);
    if found then -- a promise is kept a moment after the answer: the screens that showed it by then ask again
        perform pg_notify('shopbell', 'ticket-' || of_ticket), pg_notify('shopbell', 'queue');
    end if;
end $$;
create function promises_told() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform promises_note_told(old.ticket_id); end if;
    if tg_op <> 'DELETE' and (tg_op = 'INSERT' or new.ticket_id <> old.ticket_id) then
        perform promises_note_told(new.ticket_id);
    end if;
    return null;
end $$;
create trigger promises_told_new after insert on promises_promise
    for each row when (new.outcome = 'open' or new.is_owed) execute function promises_told();
create trigger promises_told_gone after delete on promises_promise
    for each row when (old.outcome = 'open' or old.is_owed) execute function promises_told();
create trigger promises_told_changed after update of ticket_id, kind, due_at, risk_at, outcome, is_owed
    on promises_promise for each row
    when ((old.ticket_id, old.kind, old.due_at, old.risk_at, old.outcome, old.is_owed) is distinct from
          (new.ticket_id, new.kind, new.due_at, new.risk_at, new.outcome, new.is_owed))
    execute function promises_told();
"""
FORGET = """
update promises_ticketclocks set told_at = null where told_at is not null;
drop function promises_told() cascade;
drop function promises_note_told(bigint) cascade;
drop function promises_most_urgent() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0022_warn_of_what_was_told")]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="risk_at",
            field=models.DateTimeField(help_text="from then on it is at risk", null=True),
        ),
        migrations.AddField(
            model_name="promise",
            name="is_owed",
            field=models.BooleanField(
                db_default=False, default=False, help_text="it was broken, and nobody has answered since"
            ),
        ),
        migrations.AddField(
            model_name="ticketclocks",
            name="told",
            field=models.CharField(
                blank=True,
                choices=[("answer", "Answer"), ("call", "Call")],
                db_default="",
                default="",
                help_text="the sooner of what the shopper was told and waits for",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="ticketclocks",
            name="told_at",
            field=models.DateTimeField(help_text="by when they were told", null=True),
        ),
        migrations.AddField(
            model_name="ticketclocks",
            name="told_warn_at",
            field=models.DateTimeField(help_text="from then on that is at risk", null=True),
        ),
        migrations.AlterField(
            model_name="ticketclocks",
            name="goal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("first_reply", "First reply"),
                    ("next_reply", "Next reply"),
                    ("solve", "Solution"),
                ],
                help_text="whose clock is the most urgent; empty: none runs, or what was told is due before",
                max_length=11,
            ),
        ),
        migrations.RunSQL(TRIGGERS, FORGET),
    ]
