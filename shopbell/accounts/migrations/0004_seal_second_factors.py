"""The secrets of authenticator apps and the seeds of recovery codes, until now plain, are sealed with the desk's key."""

from django.db import migrations

from shopbell.core.sealed import BEGINNING, CannotOpen, seal, unseal

BATCH = 500


def seal_all(apps, schema_editor) -> None:
    _rewrite(schema_editor, lambda secret: secret if secret.startswith(BEGINNING) else seal(secret))


def unseal_all(apps, schema_editor) -> None:
    _rewrite(schema_editor, _opened)


def _opened(secret: str) -> str:
    try:
        return unseal(secret)
    except CannotOpen:  # plain, or of a key that is gone
        return secret


def _rewrite(schema_editor, change) -> None:
    with schema_editor.connection.cursor() as cursor:
        for name in ("secret", "seed"):
            last = 0
            while rows := _rows(cursor, name, last):
                last = rows[-1][0]
                cursor.executemany(
                    "update mfa_authenticator set data = jsonb_set(data, array[%s], to_jsonb(%s::text)) where id = %s",
                    [(name, change(secret), pk) for pk, secret in rows],
                )


def _rows(cursor, name: str, last: int) -> list[tuple[int, str]]:
    cursor.execute(
        "select id, data->>%s from mfa_authenticator where data->>%s <> '' and id > %s order by id limit %s for update",
        [name, name, last, BATCH],
    )
    return cursor.fetchall()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_add_letter"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal_all, unseal_all)]
