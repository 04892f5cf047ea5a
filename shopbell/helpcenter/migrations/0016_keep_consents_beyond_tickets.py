import django.db.models.deletion
from django.db import migrations, models

WHOSE = """
update helpcenter_tickettext taken set customer_id = ticket.customer_id
  from tickets_ticket ticket where ticket.id = taken.ticket_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0015_note_what_pages_change_by"),
        ("customers", "0009_add_preferences_and_opportunity"),
        ("tickets", "0033_add_long_text_fields"),
    ]

    operations = [
        migrations.AddField(
            model_name="tickettext",
            name="customer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="tickettext",
            name="ticket",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop, elidable=True),
    ]
