from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0033_open_no_ticket_for_each_parcel")]

    operations = [
        migrations.AddField(
            model_name="carrieraccount",
            name="page",
            field=models.CharField(blank=True, max_length=300, verbose_name="page for shoppers"),
        ),
    ]
