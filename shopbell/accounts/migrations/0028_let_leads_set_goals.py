"""Roles of before that may do all settings, and the leads that every desk begins with, may set goals, hours and routing.

A "Lead" from which an admin took what makes a lead keeps what it has.
"""

from django.db import migrations

SETTINGS, GOALS, LEAD = "settings:manage", "goals:manage", "Lead"
OF_LEADS = {"ticket:read_all", "wall:read"}


def _may_set_goals(role):
    return SETTINGS in role.permissions or (role.name == LEAD and OF_LEADS.issubset(role.permissions))


def allow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if _may_set_goals(role) and GOALS not in role.permissions:
            role.permissions = [*role.permissions, GOALS]
            role.save(update_fields=["permissions"])


def disallow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        role.permissions = [each for each in role.permissions if each != GOALS]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0027_name_the_permission_of_the_status_page")]
    operations = [migrations.RunPython(allow, disallow)]
