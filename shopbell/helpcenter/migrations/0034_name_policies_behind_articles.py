from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("helpcenter", "0033_keep_the_end_of_a_vote"), ("shop", "0020_publish_policies")]

    operations = [
        migrations.AddField(
            "article",
            "policies",
            models.ManyToManyField(
                blank=True, related_name="+", to="shop.policy", verbose_name="policies behind it"
            ),
        ),
    ]
