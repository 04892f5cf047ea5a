"""Roles of before that may configure the desk and change roles may change the shop's policies too."""

from django.db import migrations

LIKE_AN_ADMIN = {"order:act", "settings:manage", "agent:manage"}
NEW = "policy:manage"


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if set(role.permissions) >= LIKE_AN_ADMIN and NEW not in role.permissions:
            role.permissions = [*role.permissions, NEW]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each != NEW]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_name_the_permission_to_approve")]
    operations = [migrations.RunPython(allow, disallow)]
