from django.db import migrations, models

# not where nothing waits: an update of no row, too, is told to what keeps pages
WAITING = """
do $$ begin
    if exists (select from announcements_announcement where publish_at > now()) then
        update announcements_announcement set is_scheduled = true where publish_at > now();
    end if;
end $$
"""


class Migration(migrations.Migration):
    """What waits for its moment already is looked over then too."""

    dependencies = [("announcements", "0009_bring_news_back")]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="is_scheduled",
            field=models.BooleanField(
                default=False,
                help_text="its moment is to come: nobody reads it before it was looked over then",
            ),
        ),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop, elidable=True),
    ]
