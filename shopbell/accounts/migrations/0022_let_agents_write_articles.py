"""Roles of before that may answer customers may write articles; those that may change policies or sit in publish them."""

from django.db import migrations

WRITE, PUBLISH = "help:write", "help:publish"


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        held = set(role.permissions)
        new = [WRITE] * ("ticket:reply" in held) + [PUBLISH] * bool(
            held & {"settings:manage", "ticket:sit_in"}
        )
        if more := [each for each in new if each not in held]:
            role.permissions = [*role.permissions, *more]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each not in (WRITE, PUBLISH)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0021_reword_themes")]
    operations = [migrations.RunPython(allow, disallow)]
