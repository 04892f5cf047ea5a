"""Everything that an action may change, as text: equal before and after means that nothing was changed."""

from django.apps import apps
from django.db import connection

DERIVED = {"Purchases"}


def everything():
    """Every row of the shop's tables and of the timeline, by table, read in one statement."""
    tables = {
        table.__name__: table._meta.db_table
        for table in apps.get_app_config("shop").get_models()
        if table.__name__ not in DERIVED
    } | {"Event": "tickets_event"}
    asked = [
        f"select '{name}', array_agg(t::text order by id) from {table} t" for name, table in tables.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(asked))
        return {name: rows or [] for name, rows in cursor.fetchall()}
