"""Documents in Arabic are read anew, while the desk runs: their words have more stems (`help/arabic.py`)."""

from django.db import migrations

ARABIC = """
insert into search_duedocument (kind, object_id)
select kind, object_id from search_document where language like 'ar%'
 group by kind, object_id order by kind, object_id
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0011_note_what_finds_something_by_now")]
    operations = [migrations.RunSQL(ARABIC, migrations.RunSQL.noop, elidable=True)]
