"""Roles of before that may publish articles may write on the status page."""

from django.db import migrations

PUBLISH, STATUS = "help:publish", "status:publish"


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if PUBLISH in role.permissions and STATUS not in role.permissions:
            role.permissions = [*role.permissions, STATUS]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each != STATUS]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0025_name_the_permission_of_the_community")]
    operations = [migrations.RunPython(allow, disallow)]
