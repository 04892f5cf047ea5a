import django.db.models.deletion
from django.db import migrations, models

# what was fetched before has no receipts: it is not counted
BEGIN = "update channel_email_mailbox set counted_from = last_uid"


class Migration(migrations.Migration):
    dependencies = [("channel_email", "0017_add_spam_filter")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="counted_from",
            field=models.BigIntegerField(
                db_default=0, default=0, help_text="UIDs up to this were fetched before receipts were kept"
            ),
        ),
        migrations.AddField(model_name="mailbox", name="counted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="mailbox",
            name="listed_count",
            field=models.BigIntegerField(db_default=0, default=0, help_text="mails that the server listed"),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="missing_count",
            field=models.BigIntegerField(
                db_default=0, default=0, help_text="of those the ones that are not here"
            ),
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("smtp", "Smtp"),
                            ("lmtp", "Lmtp"),
                            ("imap", "Imap"),
                            ("stdin", "Stdin"),
                            ("webhook", "Webhook"),
                        ],
                        max_length=10,
                    ),
                ),
                ("uid_validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                (
                    "mailbox",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="channel_email.mailbox",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailbox", "door", "uid_validity", "uid"), name="receipt_once"
                    )
                ],
            },
        ),
    ]
