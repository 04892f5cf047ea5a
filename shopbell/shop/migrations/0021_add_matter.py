"""Which products a ticket is about, what is asked for on solving, and how products are found by page and by name."""

import django.db.models.deletion
from django.db import migrations, models

from shopbell.shop.product import PLAIN_NAME


class Migration(migrations.Migration):
    dependencies = [("shop", "0020_publish_policies"), ("tickets", "0026_add_stage_and_hints")]
    operations = [
        migrations.CreateModel(
            name="MatterPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asks_reason",
                    models.BooleanField(default=False, verbose_name="Ask for the contact reason on solving"),
                ),
                (
                    "asks_order",
                    models.BooleanField(
                        default=False, verbose_name="Ask for the order or the product on solving"
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            "product",
            "page",
            models.CharField(
                blank=True,
                db_index=True,
                help_text="where a shopper sees it: path or address",
                max_length=300,
            ),
        ),
        migrations.AddIndex("product", models.Index(PLAIN_NAME, name="product_by_plain_name")),
        migrations.CreateModel(
            name="TicketProduct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_links",
                        to="shop.product",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="product_links",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "product"), name="product_once_in_a_ticket")
                ],
            },
        ),
    ]
