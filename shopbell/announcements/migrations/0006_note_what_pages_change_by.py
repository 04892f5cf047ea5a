from django.db import migrations

from shopbell.helpcenter.page_change import watched


class Migration(migrations.Migration):
    """What goes wrong now stands above the pages of the help centre."""

    dependencies = [
        ("announcements", "0005_remember_when_an_incident_began"),
        ("helpcenter", "0015_note_what_pages_change_by"),
    ]

    operations = [watched("announcements_incident")]
