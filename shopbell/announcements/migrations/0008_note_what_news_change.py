from django.db import migrations

from shopbell.helpcenter.page_change import watched


class Migration(migrations.Migration):
    """The sitemap of the news is made once until one of them changes."""

    dependencies = [
        ("announcements", "0007_keep_what_was_changed"),
        ("helpcenter", "0015_note_what_pages_change_by"),
    ]

    operations = [watched("announcements_announcement", "announcements_announcementtext")]
