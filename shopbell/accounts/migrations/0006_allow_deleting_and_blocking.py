"""Roles of before may do what their like may do in a new desk: leads delete and block, admins erase as well."""

from django.db import migrations

LIKE_A_LEAD = {"ticket:read_all", "quarantine:manage"}
LIKE_AN_ADMIN = {"settings:manage", "agent:manage"}
NEW = ["ticket:delete", "customer:block", "ticket:erase"]


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        has = set(role.permissions)
        fresh = NEW[:2] if has >= LIKE_A_LEAD else []
        fresh += NEW[2:] if has >= LIKE_AN_ADMIN else []
        role.permissions = [*role.permissions, *(each for each in fresh if each not in has)]
        role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each not in NEW]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_claim_letters")]
    operations = [migrations.RunPython(allow, disallow)]
