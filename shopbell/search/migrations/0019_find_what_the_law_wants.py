"""What the database notes as due for the one search when the shop's own words on privacy, imprint or terms are saved, or
the languages in which they are read change (see 0004)."""

from importlib import import_module

from django.db import migrations

note = import_module("shopbell.search.migrations.0002_note_what_is_due")
PRIVACY = 6  # the policy page below whose policies the shop's own words on privacy stand
DUE = f"insert into search_duedocument (kind, object_id) values ('legal', 1), ('legal', 2), ('policy', {PRIVACY})"
CHANGES = {"helpcenter_legaltexts": ["texts"], "helpcenter_helpcentre": ["languages"]}


def create_sql() -> str:
    sql = ""
    for table, columns in CHANGES.items():
        name = f"help_search_legal_{table}"
        sql += note._function(name, DUE) + note._on_rows(table, name)
        name += "_changed"
        sql += note._function(name, DUE) + note._on_change(table, name, *columns)
    return sql


def drop_sql() -> str:
    names = [f"help_search_legal_{table}{ending}" for table in CHANGES for ending in ("", "_changed")]
    return "".join(f"drop function {name}() cascade;\n" for name in names)


class Migration(migrations.Migration):
    """What is there already is due too, and read while the desk runs."""

    dependencies = [
        ("search", "0018_leave_out_titles_of_policies"),
        ("helpcenter", "0032_tell_what_the_law_wants"),
    ]
    operations = [
        migrations.RunSQL(create_sql(), drop_sql()),
        migrations.RunSQL(DUE, "delete from search_duedocument where kind = 'legal'"),
    ]
