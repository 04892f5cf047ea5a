"""Goals with the defaults of every desk, the clocks of tickets, and versions that outlive what they are of."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from shopbell.promises.goal_default import rows_of

TARGETS = ("first_reply", "next_reply", "solve")


def add(apps, schema_editor):
    """A desk that has goals already keeps its own."""
    policies = apps.get_model("promises", "GoalPolicy")
    versions = apps.get_model("promises", "GoalPolicyVersion")
    if policies.objects.exists():
        return
    for policy in policies.objects.bulk_create(policies(**row) for row in rows_of("chat")):
        targets = {goal: getattr(policy, f"{goal}_seconds") for goal in TARGETS}
        targets |= {"counts": policy.counts, "warn_percent": policy.warn_percent}
        versions.objects.create(
            policy=policy, name=policy.name, number=1, targets=targets, effective_from=policy.created_at
        )


def name_versions(apps, schema_editor):
    hours = apps.get_model("promises", "BusinessHours")
    versions = apps.get_model("promises", "HoursVersion")
    for pk, name in hours.objects.values_list("pk", "name"):
        versions.objects.filter(business_hours=pk).update(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0021_reword_themes"),
        ("promises", "0001_start"),
        ("tickets", "0028_add_answers_by_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoalPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("is_on", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "conditions",
                    models.JSONField(
                        blank=True, default=list, help_text="tickets/filter/condition.py; none: every ticket"
                    ),
                ),
                (
                    "first_reply_seconds",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(31622400),
                        ],
                        verbose_name="first reply",
                    ),
                ),
                (
                    "next_reply_seconds",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(31622400),
                        ],
                        verbose_name="next reply",
                    ),
                ),
                (
                    "solve_seconds",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(31622400),
                        ],
                        verbose_name="solution",
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[("open", "While you are open"), ("always", "Round the clock")],
                        default="open",
                        max_length=6,
                        verbose_name="counted time",
                    ),
                ),
                (
                    "warn_percent",
                    models.PositiveSmallIntegerField(
                        default=75,
                        help_text="How much of the time may pass, in percent, before a ticket is at risk.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="at risk from",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "goals",
                "verbose_name_plural": "goals",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddField(
            model_name="hoursversion",
            name="name",
            field=models.CharField(
                default="", help_text="of the hours, when this was written", max_length=80
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="hoursversion",
            name="business_hours",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="versions",
                to="promises.businesshours",
            ),
        ),
        migrations.CreateModel(
            name="GoalPolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="of the policy, when this was written", max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("targets", models.JSONField(help_text="GoalPolicy.targets")),
                ("effective_from", models.DateTimeField()),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="versions",
                        to="promises.goalpolicy",
                    ),
                ),
            ],
            options={
                "ordering": ["policy", "number"],
            },
        ),
        migrations.CreateModel(
            name="GoalOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "goal",
                    models.CharField(
                        choices=[
                            ("first_reply", "First reply"),
                            ("next_reply", "Next reply"),
                            ("solve", "Solution"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="of the ticket's clocks for this goal, from 1"),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(help_text="empty: it is broken and still runs", null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("kept", "Kept"), ("broken", "Broken"), ("void", "Not counted")],
                        max_length=6,
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        blank=True,
                        help_text="why it does not count: solved, spam, deleted, merged, split",
                        max_length=10,
                    ),
                ),
                (
                    "seconds",
                    models.PositiveBigIntegerField(help_text="counted time until it ended, or was broken"),
                ),
                ("channel", models.CharField(max_length=20)),
                (
                    "reason",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.contactreason",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goal_outcomes",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.goalpolicyversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketClocks",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="clocks",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("state", models.JSONField(help_text="clock.State")),
                ("event_id", models.BigIntegerField(help_text="the last event that is in the state")),
                (
                    "goal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first_reply", "First reply"),
                            ("next_reply", "Next reply"),
                            ("solve", "Solution"),
                        ],
                        max_length=11,
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("warn_at", models.DateTimeField(help_text="from then on it is at risk", null=True)),
                (
                    "is_broken",
                    models.BooleanField(default=False, help_text="the goal of these columns was missed"),
                ),
                (
                    "tell_at",
                    models.DateTimeField(
                        help_text="when somebody must be told next: that it is at risk, or broken", null=True
                    ),
                ),
                (
                    "hours_version",
                    models.ForeignKey(
                        db_index=False,
                        help_text="empty: always open",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.hoursversion",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.goalpolicyversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="goalpolicyversion",
            constraint=models.UniqueConstraint(fields=("policy", "number"), name="goal_version_once"),
        ),
        migrations.AddIndex(
            model_name="goaloutcome",
            index=models.Index(fields=["started_at", "id"], name="goal_outcome_by_start"),
        ),
        migrations.AddIndex(
            model_name="goaloutcome",
            index=models.Index(fields=["due_at", "id"], name="goal_outcome_by_due"),
        ),
        migrations.AddConstraint(
            model_name="goaloutcome",
            constraint=models.UniqueConstraint(fields=("ticket", "goal", "number"), name="goal_outcome_once"),
        ),
        migrations.AddIndex(
            model_name="ticketclocks",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at", "ticket"],
                name="clocks_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketclocks",
            index=models.Index(
                condition=models.Q(("warn_at__isnull", False)), fields=["warn_at"], name="clocks_by_warning"
            ),
        ),
        migrations.AddIndex(
            model_name="ticketclocks",
            index=models.Index(
                condition=models.Q(("tell_at__isnull", False)), fields=["tell_at"], name="clocks_to_tell"
            ),
        ),
        migrations.RunPython(name_versions, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
