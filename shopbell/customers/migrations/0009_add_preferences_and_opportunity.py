from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_add_consents_and_points")]
    operations = [
        migrations.AddField(
            model_name="customer",
            name="preferences",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Sizes, tastes, how they like to be served.",
                verbose_name="preferences and needs",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="opportunity",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What they may buy next, and when.",
                verbose_name="opportunity",
            ),
        ),
    ]
