from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0012_add_withdrawals")]
    operations = [
        migrations.AddField(
            model_name="paymentmethod",
            name="told_balance_cents",
            field=models.BigIntegerField(help_text="as the shop told it last", null=True),
        ),
        migrations.AddField(
            model_name="variant",
            name="told_stock",
            field=models.IntegerField(help_text="as the shop told it last", null=True),
        ),
    ]
