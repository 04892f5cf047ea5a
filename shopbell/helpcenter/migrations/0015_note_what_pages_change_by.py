from django.db import migrations, models

from shopbell.helpcenter.page_change import NOTE, watched


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0014_add_picture_sizes"),
        ("accounts", "0001_start"),
        ("channels", "0008_format_signatures"),
        ("promises", "0012_index_what_was_broken"),
        ("shop", "0036_find_orders_by_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_default=models.functions.Now())),
            ],
        ),
        migrations.RunSQL(NOTE, "drop function helpcenter_page_changed()"),
        watched(
            "helpcenter_helpcentre", "helpcenter_article", "helpcenter_articletext", "helpcenter_category",
            "helpcenter_categoryname", "helpcenter_guide", "helpcenter_guideversion", "accounts_team",
            "channels_brand", "channels_inbox", "promises_businesshours", "promises_hoursversion",
            "promises_inboxhours", "promises_teamhours", "promises_usualreply", "shop_policy", "shop_policyversion",
            "shop_product", "shop_variant",
        ),
    ]  # fmt: skip
