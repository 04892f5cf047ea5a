import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel_email", "0031_add_cc_of_side_conversations"),
        ("tickets", "0027_add_first_messages"),
    ]

    operations = [
        migrations.CreateModel(
            "MailReaction",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "raw",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reaction",
                        to="channel_email.rawmail",
                    ),
                ),
                (
                    "reaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="tickets.reaction",
                    ),
                ),
            ],
        )
    ]
