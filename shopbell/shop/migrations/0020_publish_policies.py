"""The policies every desk began with say their days by the term that holds them, and those for shoppers are public."""

from django.db import migrations

DAYS = "5 to 7 working days"
PUBLIC = [
    "cancel", "cancel-pending", "address", "address-pending", "payment", "payment-pending", "items", "items-pending",
    "items-options-only", "refund", "return", "return-delivered", "exchange", "exchange-delivered", "reship",
]  # fmt: skip


def publish(apps, schema_editor):
    policies, versions = apps.get_model("shop", "Policy"), apps.get_model("shop", "PolicyVersion")
    policies.objects.filter(slug__in=PUBLIC).update(is_public=True)
    for version in versions.objects.filter(number=1, sentences__en__contains=DAYS):
        if version.terms.get("refund_days") == [5, 7]:
            version.sentences["en"] = version.sentences["en"].replace(DAYS, "{refund_days} working days")
            version.save(update_fields=["sentences"])


class Migration(migrations.Migration):
    dependencies = [("shop", "0019_rehearse_policies")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
