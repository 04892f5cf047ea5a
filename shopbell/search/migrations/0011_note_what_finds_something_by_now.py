from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0010_mark_words_of_titles")]
    operations = [
        migrations.AddField(
            model_name="searchasked",
            name="found_since",
            field=models.DateTimeField(
                help_text="it found nothing, and would since then (`again.py`)", null=True
            ),
        ),
    ]
