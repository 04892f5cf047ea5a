"""What the database notes as due for the one search when news of the shop change (see 0004, 0005 and decision 0057)."""

from importlib import import_module

from django.db import migrations

note = import_module("shopbell.search.migrations.0002_note_what_is_due")
DUE = "insert into search_duedocument (kind, object_id)"
ALL = f"{DUE} select 'news', id from announcements_announcement where publish_at is not null"

ROWS = {
    "announcements_announcement": f"{DUE} select 'news', id from rows",
    "announcements_announcementtext": f"{DUE} select distinct 'news', announcement_id from rows",
}
CHANGES = {
    "announcements_announcement": (["publish_at"], [f"{DUE} values ('news', new.id)"]),
    "announcements_announcementtext": (
        ["title", "summary", "body", "language"],
        [f"{DUE} values ('news', new.announcement_id)"],
    ),
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
        ("search", "0007_find_by_meaning"),
        ("announcements", "0006_note_what_pages_change_by"),
    ]
    operations = [
        migrations.RunSQL(create_sql(), drop_sql()),
        migrations.RunSQL(ALL, "delete from search_duedocument where kind = 'news'"),
    ]
