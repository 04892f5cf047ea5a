"""Roles of before may do what their like may do in a new desk: leads make segments of customers and export their data."""

from django.db import migrations

LIKE_A_LEAD = {"ticket:read_all", "customer:block"}
NEW = ["customer:segment", "customer:export"]


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        has = set(role.permissions)
        if has >= LIKE_A_LEAD:
            role.permissions = [*role.permissions, *(each for each in NEW if each not in has)]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each not in NEW]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_let_leads_watch")]
    operations = [migrations.RunPython(allow, disallow)]
