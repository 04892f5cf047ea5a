"""The tables of an empty database, made at once as they are today, instead of by every change since the first.

Django works out the state of all models anew for each step of each migration: half a minute for a first start, most
of it for tables that nobody ever saw. On a database without a table of ours, each model gets its table as the last
migration leaves it; then what migrations do besides (triggers, first rows) is done in their order, and all of them
are recorded as applied. `tests/core/postgres/test_first_tables.py` compares the two ways.
"""

from django.db import connection, transaction
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

QUEUE = "procrastinate"  # its migrations are SQL throughout, and change types, which takes transactions of their own


def is_empty() -> bool:
    """Whether no migration but the queue's was ever applied here."""
    return all(app == QUEUE for app, _ in MigrationRecorder(connection).applied_migrations())


def make_first_tables() -> None:
    """Bring an empty database up to date; all of it is there in the end, or nothing but the queue's."""
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == QUEUE])
    executor.loader.build_graph()
    leaves = executor.loader.graph.leaf_nodes()
    state = executor.loader.project_state(leaves)
    plan = [migration for migration, _ in executor.migration_plan(leaves)]
    with transaction.atomic():
        _create_tables(state)
        for migration in plan:
            _do_the_rest(migration, state)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _create_tables(state: ProjectState) -> None:
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection) and model._meta.app_label != QUEUE:
                editor.create_model(model)


def _do_the_rest(migration: Migration, state: ProjectState) -> None:
    """What a migration does besides its models. Steps that are `elidable` mend what is older, and nothing is."""
    with connection.schema_editor() as editor:
        for operation in migration.operations:
            if isinstance(operation, RunSQL | RunPython) and not operation.elidable:
                operation.database_forwards(migration.app_label, editor, state, state)
        editor.execute("set constraints all immediate")
