from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0025_tell_of_standstills")]

    operations = [
        migrations.AddField(
            model_name="shopaccount",
            name="is_proved",
            field=models.BooleanField(
                default=False, help_text="the shop system has seen that the address is theirs"
            ),
        ),
    ]
