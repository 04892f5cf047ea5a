from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0011_let_in_who_presses_twice"),
    ]

    operations = [
        migrations.AddField(
            model_name="joining",
            name="agreed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
