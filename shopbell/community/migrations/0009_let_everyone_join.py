"""Everyone may join from now on; a community that there is already stays for customers, until its shop says otherwise."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0008_say_what_was_erased_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="community",
            name="is_open_to_all",
            field=models.BooleanField(default=False, verbose_name="everyone may join"),
        ),
        migrations.AlterField(
            model_name="community",
            name="is_open_to_all",
            field=models.BooleanField(default=True, verbose_name="everyone may join"),
        ),
        migrations.AddField(
            model_name="profile",
            name="agreed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="agreed_to",
            field=models.TextField(blank=True, help_text="the house rules as they were when they joined"),
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=320)),
                (
                    "pseudonym",
                    models.CharField(blank=True, help_text="as they want to be called", max_length=30),
                ),
                ("language", models.CharField(max_length=12)),
                (
                    "goes_to",
                    models.CharField(
                        blank=True, help_text="the page that they were on their way to", max_length=500
                    ),
                ),
                (
                    "written",
                    models.JSONField(default=list, help_text="what they sent to that page: names and values"),
                ),
                ("agreed_to", models.TextField(blank=True, help_text="the house rules as they read them")),
                (
                    "secret_hash",
                    models.CharField(blank=True, help_text="empty while no link leads here", max_length=64),
                ),
                ("client_id", models.UUIDField(unique=True)),
                ("created_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["address"], name="community_j_address_b73729_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("secret_hash", ""), _negated=True),
                        fields=("secret_hash",),
                        name="joining_once",
                    )
                ],
            },
        ),
    ]
