"""Tickets that were opened by an action in the portal alone, and said to come by the contact form, say where from."""

from django.db import migrations

NAME = """
update tickets_ticket as ticket set channel = 'portal'
 where channel = 'form'
   and exists (
         select from shop_actionrun run
          where run.ticket_id = ticket.id and run.key like 'portal-%' and run.by_customer_id is not null)
   and not exists (select from tickets_message message where message.ticket_id = ticket.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0005_tell_once_what_was_taken_back"),
        ("shop", "0036_find_orders_by_time"),
        ("tickets", "0032_remember_needs_before_brief"),
    ]

    operations = [migrations.RunSQL(NAME, migrations.RunSQL.noop, elidable=True)]
