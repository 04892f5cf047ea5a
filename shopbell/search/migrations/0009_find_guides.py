"""What the database notes as due for the one search when a guide is published, taken back or read by others (see 0004)."""

from importlib import import_module

from django.db import migrations

note = import_module("shopbell.search.migrations.0002_note_what_is_due")
DUE = "insert into search_duedocument (kind, object_id)"
ALL = f"{DUE} select 'guide', id from helpcenter_guide where shown_id is not null"
OF_CATEGORY = f"{ALL} and category_id = new."

ROWS = {"helpcenter_guide": f"{DUE} select 'guide', id from rows where shown_id is not null"}
CHANGES = {
    "helpcenter_guide": (["shown_id", "access", "category_id"], [f"{DUE} values ('guide', new.id)"]),
    "helpcenter_category": (["slug"], [f"{OF_CATEGORY}id"]),
    "helpcenter_categoryname": (["name"], [f"{OF_CATEGORY}category_id"]),
}


def create_sql() -> str:
    sql = ""
    for table, statement in ROWS.items():
        name = f"help_search_guides_{table}"
        sql += note._function(name, statement) + note._on_rows(table, name)
    for table, (columns, statements) in CHANGES.items():
        name = f"help_search_guides_{table}_changed"
        sql += note._function(name, *statements) + note._on_change(table, name, *columns)
    return sql


def drop_sql() -> str:
    names = [f"help_search_guides_{table}" for table in ROWS]
    names += [f"help_search_guides_{table}_changed" for table in CHANGES]
    return "".join(f"drop function {name}() cascade;\n" for name in names)


class Migration(migrations.Migration):
    """What is there already is due too, and read while the desk runs."""

    dependencies = [
        ("search", "0008_find_news"),
        ("helpcenter", "0017_say_why_an_article_is_read"),
    ]
    operations = [
        migrations.RunSQL(create_sql(), drop_sql()),
        migrations.RunSQL(ALL, "delete from search_duedocument where kind = 'guide'"),
    ]
