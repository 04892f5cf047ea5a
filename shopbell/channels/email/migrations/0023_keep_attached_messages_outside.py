import django.db.models.deletion
from django.db import migrations, models


def keep_what_was_attached(apps, schema_editor):
    """What stands attached without letting anybody in: the mails were marked, not what the desk answered to them."""
    Likely = apps.get_model("channel_email", "Likely")
    Outside = apps.get_model("channel_email", "Outside")
    Message = apps.get_model("tickets", "Message")
    attached = Likely.objects.filter(is_party=False, opened__merge__isnull=False)
    for likely in attached.select_related("opened__merge__kept").iterator():
        merge = likely.opened.merge
        if merge.kept.customer_id != likely.opened.customer_id:
            there = Message.objects.filter(pk__in=merge.moved["messages"]).values_list("pk", flat=True)
            Outside.objects.bulk_create(
                [Outside(message_id=each, came_with_id=likely.opened_id) for each in there],
                ignore_conflicts=True,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("channel_email", "0022_add_mail_pace"),
        ("tickets", "0022_free_the_verbs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "came_with",
                    models.ForeignKey(
                        help_text="none once that one is erased",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside",
                        to="tickets.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "came_with"), name="outside_once")
                ],
            },
        ),
        migrations.RunPython(keep_what_was_attached, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="emailmessage", name="is_outside"),
    ]
