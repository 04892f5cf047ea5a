from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0034_say_where_a_parcel_is_followed")]

    operations = [
        migrations.AddField(
            model_name="stocklevel",
            name="told_pieces",
            field=models.IntegerField(help_text="as one's own shop told it last", null=True),
        ),
    ]
