"""The stage that an agent chose, and what speaks for a contact reason."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from shopbell.tickets.reason_hints import HINTS


def add(apps, schema_editor):
    reasons = apps.get_model("tickets", "ContactReason").objects
    for name, (words, clues) in HINTS.items():
        alike = reasons.filter(name=name, parent=None, words=[], clues=[])
        alike.update(words=words.split(", "), clues=clues)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0025_add_told_to_messages")]
    operations = [
        migrations.CreateModel(
            name="ChosenStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("before", "Before purchase"),
                            ("during", "During purchase"),
                            ("after", "After purchase"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_stage",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "contactreason",
            "words",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            "contactreason",
            "clues",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), blank=True, default=list, size=None
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
