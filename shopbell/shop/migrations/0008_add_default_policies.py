"""The policies every desk begins with. What is there already, under the same name, is the shop's and stays."""

from django.db import migrations

from shopbell.shop.policies.default import RULES


def add(apps, schema_editor):
    policies, versions = apps.get_model("shop", "Policy"), apps.get_model("shop", "PolicyVersion")
    for action, rules in RULES.items():
        for position, rule in enumerate(rules, start=1):
            policy, is_new = policies.objects.get_or_create(
                slug=rule.slug, defaults={"action": action, "position": 10 * position, "title": rule.title}
            )
            if is_new:
                versions.objects.create(
                    policy=policy, number=1, effective_from="1970-01-01T00:00:00Z", outcome=rule.outcome,
                    conditions=rule.conditions, terms=rule.terms, sentences={"en": rule.sentence},
                    is_waivable=rule.is_waivable,
                )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_guard_refunds")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
