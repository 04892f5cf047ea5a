from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0027_add_first_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name="answerpolicy",
            name="by_mail",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="Agents may answer their notifications by e-mail"
            ),
        ),
    ]
