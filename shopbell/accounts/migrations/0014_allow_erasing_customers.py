"""Roles of before that may do all there is may erase customers too, as those of a new desk."""

from django.db import migrations

LIKE_AN_ADMIN = {"ticket:erase", "customer:export", "settings:manage", "agent:manage"}
NEW = "customer:erase"


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
    dependencies = [("accounts", "0013_remember_messages_only")]
    operations = [migrations.RunPython(allow, disallow)]
