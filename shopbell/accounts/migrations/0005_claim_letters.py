"""Letters are claimed before they are sent. Jobs of before that hold a letter themselves get a sealed one instead."""

import json

from django.db import migrations, models

from shopbell.core.sealed import seal

WAITING = """
    select id, args from procrastinate_jobs
     where task_name = 'accounts.send_letter' and args ? 'text' for update
"""


def seal_waiting(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(WAITING)
        for pk, args in cursor.fetchall():
            args = json.loads(args) if isinstance(args, str) else args
            content = seal(json.dumps([args["to"], args["subject"], args["text"]]))
            cursor.execute(
                "insert into accounts_letter (content, created_at) values (%s, now()) returning id", [content]
            )
            kept = json.dumps({"letter_id": cursor.fetchone()[0]})
            cursor.execute("update procrastinate_jobs set args = %s::jsonb where id = %s", [kept, pk])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_seal_second_factors"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.AddField("letter", "claimed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "letter",
            "handed_over_at",
            models.DateTimeField(help_text="from then on it may have arrived", null=True),
        ),
        migrations.RunPython(seal_waiting, migrations.RunPython.noop),
    ]
