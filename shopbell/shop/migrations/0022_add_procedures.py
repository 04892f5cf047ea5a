"""Procedures, how far they are in a ticket, and a mark for each step that was done."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0021_add_matter"),
        ("tickets", "0026_add_stage_and_hints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("topic", models.CharField(blank=True, max_length=80, verbose_name="topic")),
                ("about", models.TextField(blank=True, verbose_name="when it is used")),
                ("steps", models.JSONField(default=list)),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "reasons",
                    models.ManyToManyField(
                        blank=True, to="tickets.contactreason", verbose_name="for the contact reasons"
                    ),
                ),
            ],
            options={
                "ordering": ["topic", "position", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("steps", models.JSONField()),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="progresses",
                        to="shop.procedure",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progresses",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StepMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField(help_text="of the step, from 0")),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("skipped", "Skipped")], default="done", max_length=7
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("values", models.JSONField(default=dict, help_text="what was asked → what was found out")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="shop.progress"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="shop.actionrun",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("ticket", "procedure"),
                name="procedure_once_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepmark",
            constraint=models.UniqueConstraint(fields=("progress", "place"), name="step_marked_once"),
        ),
    ]
