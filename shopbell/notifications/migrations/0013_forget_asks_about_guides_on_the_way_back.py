"""On the way back what tells of a guide goes before the guides' asks do: of before, an ask is about an article."""

from django.db import migrations

BACK = "delete from notifications_notification where ask_id in (select id from helpcenter_ask where article_id is null)"


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0012_tell_that_nobody_is_there"),
        ("helpcenter", "0026_doubt_guides"),
    ]

    operations = [migrations.RunSQL(migrations.RunSQL.noop, BACK, elidable=True)]
