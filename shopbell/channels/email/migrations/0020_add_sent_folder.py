import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

DOORS = [
    ("smtp", "Smtp"),
    ("lmtp", "Lmtp"),
    ("imap", "Imap"),
    ("sent", "Sent"),
    ("stdin", "Stdin"),
    ("webhook", "Webhook"),
]


class Migration(migrations.Migration):
    dependencies = [("channel_email", "0019_add_grant")]

    operations = [
        migrations.AlterField(
            model_name="rawmail", name="door", field=models.CharField(choices=DOORS, max_length=10)
        ),
        migrations.AlterField(
            model_name="receipt", name="door", field=models.CharField(choices=DOORS, max_length=10)
        ),
        migrations.CreateModel(
            name="SentFolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        help_text="older mail is left alone; null takes all",
                        null=True,
                    ),
                ),
                ("uid_validity", models.BigIntegerField(null=True)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                (
                    "counted_from",
                    models.BigIntegerField(
                        db_default=0,
                        default=0,
                        help_text="UIDs up to this were fetched before receipts were kept",
                    ),
                ),
                ("counted_at", models.DateTimeField(null=True)),
                (
                    "listed_count",
                    models.BigIntegerField(db_default=0, default=0, help_text="mails that the server listed"),
                ),
                (
                    "missing_count",
                    models.BigIntegerField(
                        db_default=0, default=0, help_text="of those the ones that are not here"
                    ),
                ),
                (
                    "folder",
                    models.CharField(blank=True, help_text="empty until it was found", max_length=200),
                ),
                (
                    "is_chosen",
                    models.BooleanField(
                        help_text="an admin named it; else it is the one that the server marks"
                    ),
                ),
                (
                    "mailbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sent",
                        to="channel_email.mailbox",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
