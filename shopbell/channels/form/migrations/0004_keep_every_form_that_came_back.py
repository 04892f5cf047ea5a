"""Every form that comes back waits with us, not the long ones alone."""

from django.db import migrations

import shopbell.core.sealed


class Migration(migrations.Migration):
    dependencies = [("channel_form", "0003_keep_long_forms")]
    operations = [
        migrations.RenameModel("LongForm", "KeptForm"),
        migrations.AlterField(
            "keptform",
            "said",
            shopbell.core.sealed.SealedField(
                help_text="what was typed and what is wrong with it, packed (`come_back.py`)"
            ),
        ),
    ]
