from django.db import migrations

from shopbell.helpcenter.page_change import watched


class Migration(migrations.Migration):
    """Topics stand on the pages of the help centre."""

    dependencies = [
        ("community", "0002_keep_who_could_read_a_version"),
        ("helpcenter", "0015_note_what_pages_change_by"),
    ]

    operations = [
        watched(
            "community_community",
            "community_board",
            "community_boardname",
            "community_topic",
            "community_post",
            "community_profile",
            "community_privateticket",
        )
    ]
