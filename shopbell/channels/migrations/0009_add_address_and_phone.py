from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0008_format_signatures")]

    operations = [
        migrations.AddField("brand", "phone", models.CharField("main phone", max_length=40, blank=True, default="", db_default="")),
        migrations.AddField("brand", "address", models.TextField("postal address", max_length=400, blank=True, default="", db_default="")),
    ]  # fmt: skip
