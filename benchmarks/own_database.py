"""A database of its own for a benchmark that calls the desk's code in this process."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopbell.core.embedded_postgres import Server


@contextmanager
def own_database() -> Iterator[str]:
    """The address of a new database with all tables, for which Django is set up until the end."""
    with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as name:
        os.chmod(name, 0o755)
        with Server(Path(name) / "data") as server:
            os.environ |= {
                "DATABASE_URL": server.url,
                "SHOPBELL_DATA": f"{name}/data",
                "DJANGO_SETTINGS_MODULE": "shopbell.settings",
            }
            import django
            from django.core.management import call_command

            django.setup()
            from shopbell.cli.static import gather

            gather()  # a page names its scripts and styles by what they hold
            call_command("migrate", verbosity=0)
            yield server.url
            from django.db import connections

            connections["default"].close()
            connections["default"].close_pool()  # type: ignore[attr-defined]
