"""Roles of before that do what a lead does approve what colleagues may not decide alone, as in a new desk."""

from django.db import migrations

LIKE_A_LEAD = {"ticket:read_all", "customer:block", "order:act"}
NEW = "order:approve"


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if set(role.permissions) >= LIKE_A_LEAD and NEW not in role.permissions:
            role.permissions = [*role.permissions, NEW]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each != NEW]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_name_the_permission_to_erase_customers")]
    operations = [migrations.RunPython(allow, disallow)]
