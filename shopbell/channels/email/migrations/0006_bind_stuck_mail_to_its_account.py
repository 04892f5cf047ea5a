"""A stuck mail knows the account it lies in: what was noted before is taken to lie in the one that is set now."""

from urllib.parse import quote

from django.db import migrations, models


def bind_all(apps, schema_editor) -> None:
    stuck_mails = apps.get_model("channel_email", "StuckMail").objects.exclude(mailbox=None)
    for stuck in stuck_mails.select_related("mailbox"):
        account = stuck.mailbox
        stuck.place = " ".join(quote(part) for part in (account.host, account.user, account.folder))
        stuck.save(update_fields=["place"])


class Migration(migrations.Migration):
    dependencies = [("channel_email", "0005_seal_mail_passwords")]

    operations = [
        migrations.AddField(
            "stuckmail",
            "place",
            models.CharField(
                default="", help_text="server, user and folder: `Mailbox.place` at that time", max_length=4000
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "stuckmail",
            "is_gone",
            models.BooleanField(default=False, help_text="not found again after its server numbered anew"),
        ),
        migrations.RunPython(bind_all, migrations.RunPython.noop),
    ]
