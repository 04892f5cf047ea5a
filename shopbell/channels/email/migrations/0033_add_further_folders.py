import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

DOORS = [
    ("smtp", "Smtp"),
    ("lmtp", "Lmtp"),
    ("imap", "Imap"),
    ("junk", "Junk"),
    ("sent", "Sent"),
    ("stdin", "Stdin"),
    ("webhook", "Webhook"),
]


class Migration(migrations.Migration):
    dependencies = [("channel_email", "0032_add_mail_reactions")]

    operations = [
        migrations.AlterField(
            model_name="rawmail", name="door", field=models.CharField(choices=DOORS, max_length=10)
        ),
        migrations.AlterField(
            model_name="receipt", name="door", field=models.CharField(choices=DOORS, max_length=10)
        ),
        migrations.CreateModel(
            name="FurtherFolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folder", models.CharField(max_length=200, verbose_name="folder")),
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
                    "failing_since",
                    models.DateTimeField(help_text="since when it could not be fetched from", null=True),
                ),
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
                    "is_junk",
                    models.BooleanField(help_text="the mail server puts there what it holds for spam"),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="further",
                        to="channel_email.mailbox",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mailbox", "folder"), name="further_folder_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="receipt",
            name="further",
            field=models.ForeignKey(
                db_index=False,
                help_text="the folder, where it is neither the one that mail arrives in nor the Sent folder",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="receipts",
                to="channel_email.furtherfolder",
            ),
        ),
        migrations.RemoveConstraint(model_name="receipt", name="receipt_once"),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(further=None),
                fields=("mailbox", "door", "uid_validity", "uid"),
                name="receipt_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(further__isnull=False),
                fields=("further", "uid_validity", "uid"),
                name="receipt_once_in_further",
            ),
        ),
    ]
