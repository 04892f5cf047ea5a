import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0036_look_guides_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "guide", "publish_at", models.DateTimeField(null=True, verbose_name="publish at")
        ),
        migrations.AddField(
            "guide",
            "scheduled_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "guide",
            models.Index(
                condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="guide_due"
            ),
        ),
        migrations.AlterField(
            "ask",
            "kind",
            models.CharField(
                choices=[
                    ("review", "Review"),
                    ("change", "Change"),
                    ("faulty", "Faulty"),
                    ("due", "Due"),
                    ("stale", "Stale"),
                ],
                max_length=10,
            ),
        ),
    ]
