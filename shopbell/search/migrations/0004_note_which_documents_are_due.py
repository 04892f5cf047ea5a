"""What the database notes as due for the one search, whoever changes a row (see 0002 and decision 0057)."""

from importlib import import_module

from django.db import migrations

note = import_module("shopbell.search.migrations.0002_note_what_is_due")
DUE = "insert into search_duedocument (kind, object_id)"
PAGES = 8  # policy pages have numbers below; one that is not there is nothing
POLICIES = f"{DUE} select 'policy', n from generate_series(1, {PAGES}) n"

ROWS = {
    "helpcenter_articletext": f"{DUE} select distinct 'article', article_id from rows",
    "helpcenter_helpcentre": POLICIES,
    "shop_policyversion": POLICIES,
    "shop_product": f"{DUE} select 'product', id from rows",
    "shop_variant": f"{DUE} select distinct 'product', product_id from rows where sku <> ''",
}
OF_CATEGORY = f"{DUE} select 'article', id from helpcenter_article where category_id = new."
CHANGES = {
    "helpcenter_articletext": (
        ["title", "summary", "body", "language"],
        [f"{DUE} values ('article', new.article_id)"],
    ),
    "helpcenter_article": (["access", "category_id"], [f"{DUE} values ('article', new.id)"]),
    "helpcenter_category": (["slug"], [f"{OF_CATEGORY}id"]),
    "helpcenter_categoryname": (["name"], [f"{OF_CATEGORY}category_id"]),
    "helpcenter_helpcentre": (["languages"], [POLICIES]),
    "shop_policyversion": (
        ["sentences", "terms", "outcome", "effective_from", "effective_until"],
        [POLICIES],
    ),
    "shop_policy": (["action", "position", "is_public"], [POLICIES]),
    "shop_product": (["name", "description", "category", "page"], [f"{DUE} values ('product', new.id)"]),
    "shop_variant": (["sku"], [f"{DUE} values ('product', new.product_id)"]),
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


ALL = f"""
{DUE} select distinct 'article', article_id from helpcenter_articletext;
{DUE} select 'product', id from shop_product where page <> '';
{POLICIES};
"""


class Migration(migrations.Migration):
    """What is there already is due too, and read while the desk runs."""

    dependencies = [
        ("search", "0003_one_search_of_the_help_centre"),
        ("helpcenter", "0002_remember_the_starter_articles"),
        ("shop", "0035_remember_what_was_told_of_warehouses"),
    ]
    operations = [
        migrations.RunSQL(create_sql(), drop_sql()),
        migrations.RunSQL(ALL, "delete from search_duedocument"),
    ]
