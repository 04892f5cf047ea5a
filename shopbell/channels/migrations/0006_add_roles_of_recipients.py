from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_add_brand"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="role",
            field=models.CharField(
                choices=[("to", "To"), ("cc", "Cc"), ("bcc", "Bcc")], default="to", max_length=3
            ),
        ),
    ]
