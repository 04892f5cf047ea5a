"""A verb needs no migration of its own any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0021_add_previews_and_translations")]
    operations = [
        migrations.AlterField(model_name="event", name="verb", field=models.CharField(max_length=40))
    ]
