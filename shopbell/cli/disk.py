"""A disk that ran full in the middle of a command, known by the error, or by the disk when the database died of it."""

import shutil
from pathlib import Path

import psycopg

from shopbell.core.embedded_postgres.cannot_start import NO_SPACE

NOTHING_LEFT_BYTES = 2**20


def ran_full(error: BaseException | None, data: Path) -> bool:
    """Whether this error came of a full disk under the data folder."""
    while error is not None:
        if isinstance(error, psycopg.errors.DiskFull) or (
            isinstance(error, OSError) and error.errno in NO_SPACE
        ):
            return True
        if isinstance(error, psycopg.OperationalError) and has_nothing_left(data):
            return True
        error = error.__cause__ or error.__context__
    return False


def has_nothing_left(data: Path) -> bool:
    """Looks at the disk of the database too, which may lie elsewhere."""
    places = [place for place in (data, data / "postgres") if place.exists()]
    return any(shutil.disk_usage(place).free < NOTHING_LEFT_BYTES for place in places)
