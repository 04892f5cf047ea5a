"""Every form that comes back waits with us, not the long ones alone. What waits already goes along."""

import uuid

import django.utils.timezone
from django.db import migrations, models

import shopbell.core.sealed

COPY = "insert into channel_form_{} (key, said, kept_at) select key, said, kept_at from channel_form_{}"


class Migration(migrations.Migration):
    dependencies = [("channel_form", "0003_keep_long_forms")]
    operations = [
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "said",
                    shopbell.core.sealed.SealedField(
                        help_text="what was typed and what is wrong with it, packed (`come_back.py`)"
                    ),
                ),
                ("kept_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunSQL(
            COPY.format("keptform", "longform"), COPY.format("longform", "keptform"), elidable=True
        ),
        migrations.DeleteModel("LongForm"),
    ]
