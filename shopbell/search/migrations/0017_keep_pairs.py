"""What is about the same as an article or a topic is kept. All of it is due at first, and reckoned while the desk runs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0016_keep_synonyms_as_written"),
    ]

    operations = [
        migrations.CreateModel(
            name="PairState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_with", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="DuePair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                (
                    "is_written",
                    models.BooleanField(
                        help_text="it is another than before, so what may name it is due after it"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "object_id"], name="due_pair_of")],
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=12)),
                ("other_kind", models.CharField(max_length=20)),
                ("other_id", models.BigIntegerField()),
                ("score", models.FloatField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["other_kind", "other_id", "language", "kind"], name="pair_from_other"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id", "language", "other_kind", "other_id"), name="pair_once"
                    )
                ],
            },
        ),
    ]
