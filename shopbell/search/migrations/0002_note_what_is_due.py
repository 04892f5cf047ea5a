"""What the database notes as due by itself, whoever changes a row: console, import, merge, a job.

Statements that add or take away rows cost one insert, however many rows; changed rows only when words changed.
"""

from django.db import migrations

T, M, C, O = 1, 2, 3, 4  # noqa: E741 (ticket, message, customer, order)
DUE = "insert into search_due (kind, object_id)"


def _function(name: str, *statements: str) -> str:
    body = "; ".join(statements)
    return f"create function {name}() returns trigger language plpgsql as $$ begin {body}; return null; end $$;\n"


def _on_rows(table: str, name: str) -> str:
    """Run `name` once for each statement that adds rows to `table` or takes some away; it reads them as `rows`."""
    return (
        f"create trigger {name}_new after insert on {table} referencing new table as rows"
        f" for each statement execute function {name}();\n"
        f"create trigger {name}_gone after delete on {table} referencing old table as rows"
        f" for each statement execute function {name}();\n"
    )


def _on_change(table: str, name: str, *columns: str) -> str:
    differs = " or ".join(f"old.{column} is distinct from new.{column}" for column in columns)
    return f"create trigger {name} after update on {table} for each row when ({differs}) execute function {name}();\n"


ROWS = {
    "tickets_ticket": f"{DUE} select {T}, id from rows",
    "tickets_message": f"{DUE} select {M}, id from rows",
    "customers_customer": f"{DUE} select {C}, id from rows",
    "customers_identity": f"{DUE} select distinct {C}, customer_id from rows where kind <> 'visitor'",
    "shop_order": f"{DUE} select {O}, id from rows",
    "shop_orderline": f"{DUE} select distinct {O}, order_id from rows",
}
CHANGES = {
    "tickets_ticket": (["subject", "customer_id"], [f"{DUE} values ({T}, new.id)"]),
    "tickets_message": (["text", "ticket_id", "unsent_at"], [f"{DUE} values ({M}, new.id)"]),
    "tickets_attachment": (
        ["message_id"],
        [f"{DUE} select {M}, new.message_id where new.message_id is not null"],
    ),
    "customers_customer": (
        ["name", "city", "background", "merged_into_id"],
        [
            f"{DUE} values ({C}, new.id)",
            "if old.name is distinct from new.name then"
            f" {DUE} select {T}, id from tickets_ticket where customer_id = new.id;"
            f" {DUE} select {O}, id from shop_order where customer_id = new.id; end if",
        ],
    ),
    "customers_identity": (
        ["value", "customer_id"],
        [f"{DUE} values ({C}, new.customer_id), ({C}, old.customer_id)"],
    ),
    "shop_order": (["number", "customer_id", "address", "placed_at"], [f"{DUE} values ({O}, new.id)"]),
    "shop_orderline": (["name", "order_id"], [f"{DUE} values ({O}, new.order_id), ({O}, old.order_id)"]),
}


def create_sql() -> str:
    sql = ""
    for table, statement in ROWS.items():
        sql += _function(f"search_{table}", statement) + _on_rows(table, f"search_{table}")
    for table, (columns, statements) in CHANGES.items():
        name = f"search_{table}_changed"
        sql += _function(name, *statements) + _on_change(table, name, *columns)
    return sql


def drop_sql() -> str:
    names = [f"search_{table}" for table in ROWS] + [f"search_{table}_changed" for table in CHANGES]
    return "".join(f"drop function {name}() cascade;\n" for name in names)


ALL = "".join(
    f"insert into search_due (kind, object_id) select {kind}, id from {table} order by id;\n"
    for kind, table in (
        (T, "tickets_ticket"),
        (M, "tickets_message"),
        (C, "customers_customer"),
        (O, "shop_order"),
    )
)


class Migration(migrations.Migration):
    """What is there already is due too, and read while the desk runs."""

    dependencies = [
        ("search", "0001_start"),
        ("tickets", "0005_drop_the_verb_delivered"),
        ("customers", "0003_find_names_by_beginning"),
        ("shop", "0002_say_more_of_stock_and_parcels"),
    ]
    operations = [
        migrations.RunSQL(create_sql(), drop_sql()),
        migrations.RunSQL(ALL, "delete from search_due"),
    ]
