"""Posts whose words went with their author's data before that was noted: no page offers to show them again.

No post is written without words, so one that is hidden and has none was erased.
"""

from django.db import migrations


def note_what_was_erased(apps, _schema_editor) -> None:
    posts = apps.get_model("community", "Post").objects.filter(state="hidden", text="", html="")
    erased = posts.exclude(why="erased")
    if erased.exists():  # else every page that is kept would be made anew
        erased.update(why="erased")


class Migration(migrations.Migration):
    dependencies = [("community", "0007_take_names_off")]

    operations = [
        migrations.RunPython(note_what_was_erased, migrations.RunPython.noop, elidable=True),
    ]
