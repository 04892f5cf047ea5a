from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0027_ask_for_the_matter_by_default")]

    operations = [
        migrations.AddField(
            model_name="carrieraccount",
            name="registers",
            field=models.BooleanField(default=False, verbose_name="tell it of new parcels"),
        ),
        migrations.AddField(
            model_name="watch",
            name="registered_at",
            field=models.DateTimeField(
                help_text="it was told of the parcel, which it took or did not", null=True
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="not_taken",
            field=models.CharField(blank=True, help_text="why it did not take the number", max_length=200),
        ),
    ]
