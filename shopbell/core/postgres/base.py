"""The engine: Django's own for PostgreSQL, whose pool looks at connections as `alive.py` says."""

from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from .alive import check_alive


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> ConnectionPool | None:
        pool = super().pool
        if pool is not None:
            pool._check = check_alive  # Django passes its own and has no option for another
        return pool
