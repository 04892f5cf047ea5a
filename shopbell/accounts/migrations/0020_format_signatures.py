from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_name_the_permission_to_change_policies")]

    operations = [
        migrations.AddField(
            "agent",
            "signature_html",
            models.TextField(
                blank=True,
                default="",
                db_default="",
                help_text="the same as HTML, where it is formatted",
                verbose_name="formatted signature",
            ),
        )
    ]
