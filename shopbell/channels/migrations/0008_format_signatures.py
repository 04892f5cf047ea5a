from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0007_add_opened")]

    operations = [
        migrations.AddField(
            "inbox",
            "signature_html",
            models.TextField(
                blank=True,
                default="",
                db_default="",
                help_text="the same as HTML, where it is formatted",
                verbose_name="formatted signature",
            ),
        ),
        migrations.AddField(
            "inbox",
            "signature_logo",
            models.CharField(
                blank=True, default="", db_default="", max_length=64, verbose_name="logo below the signature"
            ),
        ),
    ]
