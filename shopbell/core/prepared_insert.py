"""Rows that are written as SQL made once: `PreparedInsert` is to what is kept as `Prepared` is to what is asked.

Django writes the SQL of an insert anew for each row, which takes longer than PostgreSQL needs to insert it. A mail
that becomes a ticket writes six rows.
"""

from typing import Any

from django.db import connection, models
from django.db.models import sql

WRITTEN: dict[tuple, str] = {}  # by model, columns and what comes back


class PreparedInsert(models.Model):
    """A base of models of which many rows are written one by one. They are saved as ever, only quicker."""

    class Meta:
        abstract = True

    def _do_insert(self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: bool) -> Any:
        row = None if raw else self._row(fields)
        if row is None:
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        return self._write(fields, returning_fields, row)

    def insert_unless_there(self) -> bool:
        """Insert this new row in the caller's transaction; False, with nothing written, when one like it is there."""
        fields = [field for field in self._meta.local_concrete_fields if not field.primary_key]
        row = self._row(fields)
        assert row is not None, "what the database computes is no part of such a row"
        written = self._write(fields, [self._meta.pk], row, " ON CONFLICT DO NOTHING")
        if written:
            self.pk, self._state.adding, self._state.db = written[0][0], False, connection.alias
        return bool(written)

    def _row(self, fields: Any) -> list | None:
        """The values as the database takes them; None when it is to compute one itself."""
        values = [field.pre_save(self, add=True) for field in fields]
        if any(hasattr(value, "resolve_expression") for value in values):
            return None
        return [
            field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)
        ]

    def _write(self, fields: Any, returning: Any, row: list, suffix: str = "") -> list[tuple]:
        model = type(self)
        known_as = (
            model,
            suffix,
            *(field.attname for field in fields),
            None,
            *(each.attname for each in returning),
        )
        text = WRITTEN.get(known_as)
        if text is None:
            text = WRITTEN[known_as] = _sql(self, fields, returning, suffix)
        with connection.cursor() as cursor:
            cursor.execute(text, row)
            return cursor.fetchall() if returning else []


def _sql(row: models.Model, fields: Any, returning: Any, suffix: str) -> str:
    query = sql.InsertQuery(type(row))
    query.insert_values(fields, [row], raw=True)  # what is set on its way in was set already
    compiler: Any = query.get_compiler(connection.alias)
    [(text, _values)] = compiler.as_sql()
    operations: Any = connection.ops
    back, _ = operations.return_insert_columns(returning)
    return f"{text}{suffix} {back}"
