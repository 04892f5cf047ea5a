from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0001_add_the_community")]

    operations = [
        migrations.AddField(
            model_name="postversion",
            name="was_shown",
            field=models.BooleanField(default=False, help_text="everybody read it when it was changed"),
        ),
    ]
