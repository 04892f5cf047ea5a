"""Articles that lead to a policy are read anew, while the desk runs: without the titles of those pages
(`help/from_articles.py`)."""

from django.db import migrations

ARTICLES = """
insert into search_duedocument (kind, object_id)
select distinct 'article', article_id from helpcenter_articletext where body like '%href="/policies/%'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0017_keep_pairs"),
        ("helpcenter", "0002_remember_the_starter_articles"),
    ]
    operations = [migrations.RunSQL(ARTICLES, migrations.RunSQL.noop, elidable=True)]
