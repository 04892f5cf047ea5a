"""What was typed in the browsers of before is noted, some thousand browsers at a time, so that nobody waits for it."""

from django.db import migrations

BATCH = 5000
LAST_OF_BATCH = """
    select max(id) from (select id from channel_chat_visitor where id > %s order by id limit %s) batch
"""
# a claim of a customer with one browser can only have been typed in it
NOTE = """
    insert into channel_chat_typedaddress (visitor_id, address)
    select visitor.id, claim.value from channel_chat_visitor visitor
    join customers_identity claim on claim.customer_id = visitor.customer_id
    where visitor.id > %s and visitor.id <= %s and claim.kind = 'email' and claim.source = 'chat'
    and not exists (select 1 from channel_chat_visitor other
                    where other.customer_id = visitor.customer_id and other.id <> visitor.id)
    order by claim.id
    on conflict do nothing
"""


def note_all(apps, schema_editor) -> None:
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(LAST_OF_BATCH, [last, BATCH])
            (upper,) = cursor.fetchone()
            if upper is None:
                return
            cursor.execute(NOTE, [last, upper])
            last = upper


class Migration(migrations.Migration):
    atomic = False  # each batch is kept as soon as it is done; whoever starts again repeats none of it

    dependencies = [("channel_chat", "0003_note_typed_addresses")]

    operations = [migrations.RunPython(note_all, migrations.RunPython.noop)]
