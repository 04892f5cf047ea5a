"""Roles of before may do what their like may do in a new desk.

Leads see the wall of their teams, sit in on colleagues and may look unseen; admins see the wall of all teams.
"""

from django.db import migrations

LIKE_A_LEAD = {"ticket:read_all", "quarantine:manage"}
LIKE_AN_ADMIN = {"settings:manage", "agent:manage"}
OF_LEADS, OF_ADMINS = ["wall:read", "ticket:sit_in", "presence:unseen"], ["wall:read_all"]


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        has = set(role.permissions)
        fresh = (OF_LEADS if has >= LIKE_A_LEAD else []) + (OF_ADMINS if has >= LIKE_AN_ADMIN else [])
        role.permissions = [*role.permissions, *(each for each in fresh if each not in has)]
        role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each not in (*OF_LEADS, *OF_ADMINS)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_add_capacity_and_presence")]
    operations = [migrations.RunPython(allow, disallow)]
