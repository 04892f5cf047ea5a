from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("helpcenter", "0037_publish_guides_at_a_moment")]

    operations = [
        migrations.AddField(
            "helpcentre",
            "shows_most_read",
            models.BooleanField(
                default=True, db_default=True, verbose_name="what shoppers read most stands on the home"
            ),
        )
    ]
