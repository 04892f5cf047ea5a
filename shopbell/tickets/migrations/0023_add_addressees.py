from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0022_free_the_verbs"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="addressees",
            field=models.JSONField(default=dict, help_text="to, cc and bcc as typed; empty: as usual"),
        ),
        migrations.AddField(
            model_name="scheduledreply",
            name="addressees",
            field=models.JSONField(default=dict, help_text="to, cc and bcc as typed; empty: as usual"),
        ),
    ]
