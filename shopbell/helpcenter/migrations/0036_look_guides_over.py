import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0035_greet_in_each_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "guide",
            "reviewer",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked for a review",
            ),
        ),
        migrations.AddField(
            "guide",
            "sent_back",
            models.ForeignKey(
                help_text="what is to be changed before it is looked over anew",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="helpcenter.ask",
            ),
        ),
    ]
