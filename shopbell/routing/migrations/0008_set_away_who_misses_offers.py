import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0007_index_whose_turn_it_was"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "teamrouting",
            "away_after",
            models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                validators=[django.core.validators.MaxValueValidator(20)],
                verbose_name="missed offers until away",
            ),
        ),
        migrations.CreateModel(
            "SetAway",
            [
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="set_away",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("missed", models.PositiveSmallIntegerField(help_text="offers, one after the other")),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
