import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel_email", "0033_add_further_folders"),
        ("channels", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlusProbe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("came_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True, help_text="what the mail server said against it")),
                (
                    "inbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plus_probe",
                        to="channels.inbox",
                    ),
                ),
            ],
        ),
    ]
