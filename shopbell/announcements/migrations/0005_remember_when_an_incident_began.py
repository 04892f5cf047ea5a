from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0004_announce_news")]

    operations = [
        migrations.AddField(
            model_name="incidentupdate",
            name="began_before",
            field=models.DateTimeField(
                help_text="the beginning that it had, where it was called off", null=True
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="client_id",
            field=models.UUIDField(
                help_text="of the form that began it, so that sending it twice writes once",
                null=True,
                unique=True,
            ),
        ),
    ]
