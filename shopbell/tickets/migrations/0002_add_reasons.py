"""The contact reasons every desk begins with."""

from django.db import migrations

from shopbell.tickets.reason_tree import TREE


def add(apps, schema_editor):
    reason = apps.get_model("tickets", "ContactReason")
    names = [(stage, name) for stage, names in TREE.items() for name in names]
    for position, (stage, name) in enumerate(names):
        reason.objects.get_or_create(stage=stage, name=name, parent=None, defaults={"position": position})


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_start")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
