import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0011_add_followers_and_mentions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relates", "Relates to"),
                            ("caused_by", "Caused by"),
                            ("duplicate", "Duplicate of"),
                            ("split", "Split off from"),
                        ],
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moved", models.JSONField(default=dict, help_text="ids by table")),
                (
                    "before",
                    models.JSONField(
                        default=dict, help_text="the columns of both before, and of the kept one after"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("created", "Created"),
                    ("received", "Received"),
                    ("replied", "Replied"),
                    ("noted", "Noted"),
                    ("unsent", "Unsent"),
                    ("assigned", "Assigned"),
                    ("unassigned", "Unassigned"),
                    ("moved", "Moved"),
                    ("opened", "Opened"),
                    ("pended", "Pended"),
                    ("held", "Held"),
                    ("solved", "Solved"),
                    ("reopened", "Reopened"),
                    ("closed", "Closed"),
                    ("classified", "Classified"),
                    ("prioritized", "Prioritized"),
                    ("tagged", "Tagged"),
                    ("untagged", "Untagged"),
                    ("renamed", "Renamed"),
                    ("reacted", "Reacted"),
                    ("filled", "Filled"),
                    ("marked_spam", "Marked Spam"),
                    ("unmarked_spam", "Unmarked Spam"),
                    ("blocked", "Blocked"),
                    ("unblocked", "Unblocked"),
                    ("deleted", "Deleted"),
                    ("restored", "Restored"),
                    ("transferred", "Transferred"),
                    ("transfer_undone", "Transfer Undone"),
                    ("brief_read", "Brief Read"),
                    ("task_added", "Task Added"),
                    ("task_changed", "Task Changed"),
                    ("task_done", "Task Done"),
                    ("task_reopened", "Task Reopened"),
                    ("task_removed", "Task Removed"),
                    ("checklist_applied", "Checklist Applied"),
                    ("acknowledged", "Acknowledged"),
                    ("failed", "Failed"),
                    ("resent", "Resent"),
                    ("continued", "Continued"),
                    ("customer_changed", "Customer Changed"),
                    ("followed", "Followed"),
                    ("unfollowed", "Unfollowed"),
                    ("mentioned", "Mentioned"),
                    ("merged", "Merged"),
                    ("merged_away", "Merged Away"),
                    ("unmerged", "Unmerged"),
                    ("split", "Split"),
                    ("split_off", "Split Off"),
                    ("linked", "Linked"),
                    ("unlinked", "Unlinked"),
                    ("snoozed", "Snoozed"),
                    ("woken", "Woken"),
                    ("order_linked", "Order Linked"),
                    ("order_unlinked", "Order Unlinked"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="agent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links_here", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="agent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="gone",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="merge", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="tickets.ticket"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("ticket", "other"), name="linked_once"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("ticket", models.F("other")), _negated=True), name="linked_to_another"
            ),
        ),
    ]
