"""The three roles every desk begins with."""

from django.db import migrations

from shopbell.accounts.permission import ROLES


def add(apps, schema_editor):
    for name, permissions in ROLES.items():
        apps.get_model("accounts", "Role").objects.get_or_create(
            name=name, defaults={"permissions": [str(permission) for permission in permissions]}
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_start")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
