"""Words that mean the same are kept as they are written, too. Rows that a desk began with get ours back; of others
nobody knows any more how they were written."""

import django.contrib.postgres.fields
from django.db import migrations, models


def write_starter_words(apps, schema_editor):
    from shopbell.search.help.starter_words import FOLDER, words_of

    rows = apps.get_model("search", "Synonym").objects
    for file in FOLDER.glob("*.txt"):
        for words in words_of(file.stem):
            rows.filter(words=list(words), language=file.stem).update(written=list(words.values()))


class Migration(migrations.Migration):
    dependencies = [("search", "0015_read_german_anew")]
    operations = [
        migrations.AddField(
            "synonym",
            "written",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                default=list,
                help_text="the words as the shop writes them, of which `words` are folded; none where they are the same",
                size=None,
            ),
        ),
        migrations.RunPython(write_starter_words, migrations.RunPython.noop, elidable=True),
    ]
