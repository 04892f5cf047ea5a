import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0008_set_away_who_misses_offers"),
        ("tickets", "0033_add_long_text_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldAlone",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="told_alone",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="teamrouting",
            name="mode",
            field=models.CharField(
                choices=[
                    (
                        "off",
                        "Agents take tickets themselves; chats go to whom the customer knows, else to who has the fewest",
                    ),
                    ("direct", "Tickets are given to the agent who fits best"),
                    ("push", "Tickets are offered to the agent who fits best, who accepts"),
                    ("pull", "Agents ask for the next ticket"),
                ],
                default="off",
                max_length=8,
                verbose_name="how",
            ),
        ),
    ]
