import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_add_tokens")]

    operations = [
        migrations.AlterField(
            model_name="token",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("customers:read", "See customers"),
                        ("customers:write", "Note consent and positive points of customers"),
                        ("products:read", "See products and their stock"),
                        ("orders:read", "See orders, payments, shipments and carts"),
                        ("orders:act", "Act on orders: cancel, refund, exchange …"),
                        ("orders:approve", "Answer what waits for approval"),
                        ("policies:read", "See the policies of the shop"),
                        ("tickets:read", "Read tickets"),
                        ("tickets:write", "Open tickets, answer, write notes and change them"),
                        ("shop:feed", "Feed products, customers, orders and shipments"),
                    ],
                    max_length=20,
                ),
                size=None,
                verbose_name="scopes",
            ),
        ),
    ]
