"""The passwords of IMAP accounts, until now as they were typed, are sealed with the desk's key."""

from django.db import migrations

import shopbell.core.sealed
from shopbell.core.sealed import seal, unseal


def seal_all(apps, schema_editor) -> None:
    _rewrite(schema_editor, seal)


def unseal_all(apps, schema_editor) -> None:
    _rewrite(schema_editor, unseal)


def _rewrite(schema_editor, change) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id, secret from channel_email_mailbox where secret <> '' for update")
        for pk, secret in cursor.fetchall():
            cursor.execute("update channel_email_mailbox set secret = %s where id = %s", [change(secret), pk])


class Migration(migrations.Migration):
    dependencies = [("channel_email", "0004_add_stuck_mail")]

    operations = [
        migrations.AlterField(
            model_name="mailbox",
            name="secret",
            field=shopbell.core.sealed.SealedField(verbose_name="password"),
        ),
        migrations.RunPython(seal_all, unseal_all),
    ]
