from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0024_add_sending")]

    operations = [
        migrations.AddField(
            model_name="shopaccount",
            name="is_proved",
            field=models.BooleanField(
                default=False, help_text="the shop system has seen that the address is theirs"
            ),
        ),
    ]
