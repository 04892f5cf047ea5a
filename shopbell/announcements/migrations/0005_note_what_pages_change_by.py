from django.db import migrations

from shopbell.helpcenter.page_change import watched


class Migration(migrations.Migration):
    """What goes wrong now stands above the pages of the help centre."""

    dependencies = [
        ("announcements", "0004_announce_news"),
        ("helpcenter", "0015_note_what_pages_change_by"),
    ]

    operations = [watched("announcements_incident")]
