"""Documents in German are read anew, while the desk runs: nouns in -ung have the stem of their verb, too
(`help/stems.py`)."""

from django.db import migrations

GERMAN = """
insert into search_duedocument (kind, object_id)
select kind, object_id from search_document where language like 'de%'
 group by kind, object_id order by kind, object_id
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0014_find_products_by_options")]
    operations = [migrations.RunSQL(GERMAN, migrations.RunSQL.noop, elidable=True)]
