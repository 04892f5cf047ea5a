"""Customers sorted by name, and found by the domain of an address that they have proved."""

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Lower, Reverse

from shopbell.core.index_concurrently import IndexConcurrently


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0005_add_companies_and_notes")]
    operations = [
        IndexConcurrently(
            "customer",
            models.Index(
                Lower("name"), models.F("id"), name="customer_by_name", condition=~models.Q(name="")
            ),
        ),
        IndexConcurrently(
            "identity",
            models.Index(
                OpClass(Reverse("value"), name="text_pattern_ops"),
                name="proved_address_by_domain",
                condition=models.Q(kind="email", verified_at__isnull=False),
            ),
        ),
    ]
