"""Roles of before that may publish articles may moderate the community."""

from django.db import migrations

PUBLISH, MODERATE = "help:publish", "community:moderate"


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if PUBLISH in role.permissions and MODERATE not in role.permissions:
            role.permissions = [*role.permissions, MODERATE]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each != MODERATE]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0023_name_the_permissions_of_the_help_centre")]
    operations = [migrations.RunPython(allow, disallow)]
