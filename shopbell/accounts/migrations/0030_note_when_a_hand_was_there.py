from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0029_name_the_permission_to_set_goals"),
    ]

    operations = [
        migrations.AddField(
            model_name="availability",
            name="worked_at",
            field=models.DateTimeField(
                null=True, help_text="when they last typed or pressed something on a page"
            ),
        ),
    ]
