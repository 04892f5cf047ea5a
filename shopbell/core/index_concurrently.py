"""An index that a migration builds while the desk works: nothing that writes waits for it.

    class Migration(migrations.Migration):
        atomic = False
        operations = [IndexConcurrently("ticket", models.Index(…))]

Such a migration is not undone when it is killed half-way, so each index takes away first what a try before left.
"""

from django.contrib.postgres.operations import AddIndexConcurrently


class IndexConcurrently(AddIndexConcurrently):
    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self._ensure_not_in_transaction(schema_editor)
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"drop index concurrently if exists {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
