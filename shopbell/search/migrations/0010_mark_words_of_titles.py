"""Every document is read anew, while the desk runs: the words of its title get their marks (`help/title_mark.py`)."""

from django.db import migrations

ALL = """
insert into search_duedocument (kind, object_id)
select kind, object_id from search_document group by kind, object_id order by kind, object_id
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0009_find_guides")]
    operations = [migrations.RunSQL(ALL, migrations.RunSQL.noop, elidable=True)]
