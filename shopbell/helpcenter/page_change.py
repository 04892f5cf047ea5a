"""Which edition of the public pages stands: a row for each statement that changed something that they are made of.

Triggers write the rows (`watched`), whoever changes a table: a form, an import, a job. Floors above, whose words stand
on the pages too, watch their own tables so. Rows are only added: one number that all counted up would make everybody
who changes something wait for each other.
"""

from django.db import connection, models
from django.db.migrations import RunSQL

LOOKED_AT, KEPT = 100, 1_000


class PageChange(models.Model):
    at = models.DateTimeField(auto_now_add=True, db_default=models.functions.Now())


NOTE = """
create function helpcenter_page_changed() returns trigger language plpgsql as $$
begin insert into helpcenter_pagechange (at) values (now()); return null; end $$;
"""


def watched(*tables: str) -> RunSQL:
    """The step of a migration from which on changes of `tables` make a new edition."""
    return RunSQL(
        [
            f"create trigger helpcenter_page after insert or update or delete or truncate on {table} "
            "for each statement execute function helpcenter_page_changed()"
            for table in tables
        ],
        [f"drop trigger helpcenter_page on {table}" for table in tables],
    )


def edition() -> tuple[int, int]:
    """Two numbers that are others after every change. A change that was numbered early and is committed late counts:
    it adds to the sum."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(id), 0), coalesce(sum(id), 0)::bigint from"
            " (select id from helpcenter_pagechange order by id desc limit %s) newest",
            [LOOKED_AT],
        )
        return cursor.fetchone()


def sweep_changes() -> int:
    """Drop those that no edition is told by any more; returns how many."""
    newest, _sum = edition()
    return PageChange.objects.filter(pk__lte=newest - KEPT).delete()[0]
