"""The limits and the reasons for exceptions that every desk begins with. A desk that has some already keeps its own."""

from django.db import migrations

from shopbell.shop.authority.default import limits
from shopbell.shop.exceptions.default import REASONS

KEEPS = "settings:manage"


def add(apps, schema_editor):
    authority, reasons = apps.get_model("shop", "Authority"), apps.get_model("shop", "ExceptionReason")
    roles = list(apps.get_model("accounts", "Role").objects.all())
    keepers = {role.pk for role in roles if KEEPS in role.permissions}
    if not authority.objects.exists():
        authority.objects.bulk_create(
            authority(**limit) for limit in limits({role.name: role.pk for role in roles}, keepers)
        )
    if not reasons.objects.exists():
        reasons.objects.bulk_create(
            reasons(name=name, position=10 * place) for place, name in enumerate(REASONS, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("shop", "0017_add_authority_and_exceptions"), ("accounts", "0016_let_leads_approve")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
