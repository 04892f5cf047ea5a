"""What the database notes as due for the one search when topics of the community change (see 0004 and decision 0057)."""

from importlib import import_module

from django.db import migrations

note = import_module("shopbell.search.migrations.0002_note_what_is_due")
DUE = "insert into search_duedocument (kind, object_id)"
ALL = f"{DUE} select 'topic', id from community_topic where state = 'shown'"

ROWS = {
    "community_topic": f"{DUE} select 'topic', id from rows where state = 'shown'",
    "community_post": f"{DUE} select distinct 'topic', topic_id from rows where state = 'shown'",
    "community_community": ALL,
}
CHANGES = {
    "community_topic": (
        ["title", "language", "product_id", "state"],
        [f"{DUE} values ('topic', new.id)"],
    ),
    "community_post": (["html", "state"], [f"{DUE} values ('topic', new.topic_id)"]),
    "community_community": (["is_on"], [ALL]),
}


def create_sql() -> str:
    sql = ""
    for table, statement in ROWS.items():
        name = f"help_search_{table}"
        sql += note._function(name, statement) + note._on_rows(table, name)
    for table, (columns, statements) in CHANGES.items():
        name = f"help_search_{table}_changed"
        sql += note._function(name, *statements) + note._on_change(table, name, *columns)
    return sql


def drop_sql() -> str:
    names = [f"help_search_{table}" for table in ROWS] + [f"help_search_{table}_changed" for table in CHANGES]
    return "".join(f"drop function {name}() cascade;\n" for name in names)


class Migration(migrations.Migration):
    """What is there already is due too, and read while the desk runs."""

    dependencies = [
        ("search", "0004_note_which_documents_are_due"),
        ("community", "0001_add_the_community"),
    ]
    operations = [
        migrations.RunSQL(create_sql(), drop_sql()),
        migrations.RunSQL(ALL, "delete from search_duedocument where kind = 'topic'"),
    ]
