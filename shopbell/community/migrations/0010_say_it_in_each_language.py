from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0009_let_everyone_join")]

    operations = [
        migrations.AddField(
            model_name="community",
            name="texts",
            field=models.JSONField(
                blank=True, default=dict, help_text="both in other languages: welcome_de, rules_de"
            ),
        ),
    ]
