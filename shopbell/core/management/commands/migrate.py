"""Django's `migrate`, quick on an empty database."""

from typing import Any

from django.core.management.commands import migrate

from shopbell.core.postgres.first_tables import is_empty, make_first_tables


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        is_plain = not any(
            options.get(name) for name in ("app_label", "fake", "plan", "check_unapplied", "prune")
        )
        if is_plain and is_empty():
            make_first_tables()
        return super().handle(*args, **options)
