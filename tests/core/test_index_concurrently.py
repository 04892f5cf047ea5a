"""Migrations of tables that grow with the desk: whatever writes goes on while an index is built."""

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

from shopbell.core.index_concurrently import IndexConcurrently

GROWING = [
    ("community", "0004_index_hidden_posts_and_open_topics"),
    ("notifications", "0010_tell_of_incidents"),
    ("notifications", "0011_find_what_was_told_of_an_incident"),
]


@pytest.mark.parametrize(("app", "name"), GROWING)
def test_an_index_of_a_large_table_is_built_while_the_desk_works(app, name):
    migration = MigrationLoader(None).get_migration(app, name)

    indexes = [each for each in migration.operations if isinstance(each, migrations.AddIndex)]
    fields = [each.field for each in migration.operations if isinstance(each, migrations.AddField)]
    assert all(isinstance(each, IndexConcurrently) for each in indexes)
    assert not any(field.db_index or field.unique for field in fields)
    assert not (indexes and migration.atomic)


@pytest.mark.django_db
def test_what_was_told_of_an_incident_is_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select 1 from notifications_notification where incident_update_id = 7")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "notification_of_incident" in plan
