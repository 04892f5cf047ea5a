"""Keep the whole desk in one file: database, attachments, raw mail, secrets. It may run meanwhile.

The database is dumped as one moment sees it, and the stored files are copied after that: a file is
written before the row that names it and never changed. When the backup is written, it is read again and
verified. Exit code 1 when it could not be made, or when files that rows name are missing on the disk.
"""

import argparse
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.embedded_postgres.cannot_start import NO_SPACE

from . import archive, postgres_tools
from .desk import data_folder, database
from .terminal import complain, note, say

KEY = re.compile(r"[0-9a-f]{64}")
BLOB_COLUMNS = ("blob", "photo")  # columns whose values name stored files
NOT_KEPT = {"postgres-password"}  # of this folder's own server; another folder has another


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        type=Path,
        nargs="?",
        default=Path(),
        metavar="TARGET",
        help="a new file, or a folder to put it into (default: here, named by the moment)",
    )


def perform(options: argparse.Namespace) -> int:
    target = target_of(options.target)
    if not data_folder().is_dir():
        raise CannotStart(f"There is no desk in {data_folder()}: name its data folder with --data.")
    with database(note) as address, sentences_about(target):
        about = back_up(address, data_folder(), target)
    rows = sum(about.rows.values())
    say(
        f"{target}: {rows:,} rows, {about.file_count:,} files, {target.stat().st_size / 1e6:,.1f} MB, verified."
    )
    for key in about.missing[:10]:
        complain(f"The file {key} is named in the database and is not in {data_folder() / 'blobs'}.")
    return 1 if about.missing else 0


def target_of(given: Path) -> Path:
    target = given / f"shopbell-{datetime.now():%Y%m%d-%H%M%S}.tar" if given.is_dir() else given
    if target.exists():
        raise CannotStart(f"{target} exists already: name another file.")
    if not target.absolute().parent.is_dir():
        raise CannotStart(f"There is no folder {target.absolute().parent}.")
    return target.absolute()


@contextmanager
def sentences_about(target: Path) -> Iterator[None]:
    """Turn what the file system refuses inside this block into a sentence about the backup."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise CannotStart(f"The disk of {target.parent} is full: no backup was made.") from error
        if isinstance(error, PermissionError):
            raise CannotStart(f"{error.filename or target} is closed to us ({error.strerror}).") from error
        raise


def back_up(address: str, data: Path, target: Path) -> archive.About:
    """Write the backup beside its place, verify it, and only then give it its name."""
    fresh = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".shopbell-") as folder:
            dump = Path(folder) / archive.DUMP
            about, keys = dump_database(address, dump)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
                about.missing = [key for key in sorted(keys) if not (data / "blobs" / key[:2] / key).exists()]
                note("Copying the files.")
                archive.write(tar, about, dump, secrets_of(data), blobs_of(data))
                tar.close()
                file.flush()
                os.fsync(file.fileno())
        note("Verifying it.")
        archive.verify(fresh)
        os.link(fresh, target)  # never over a file that came meanwhile
    finally:
        fresh.unlink(missing_ok=True)
    return about


def dump_database(address: str, dump: Path) -> tuple[archive.About, set[str]]:
    """Dump the database; returns what is in it, and the keys of files it names, all of the same moment."""
    from . import own_version

    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot, version, size = connection.execute(
            "select pg_export_snapshot(), current_setting('server_version_num')::int,"
            " pg_size_pretty(pg_database_size(current_database()))"
        ).fetchone() or ("", 0, "")
        about = archive.About(
            shopbell=own_version(),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            postgresql=version // 10000,
            migrations=migrations_of(connection),
            rows=count_rows(connection),
            dump_sha256="",
            file_count=0,
        )
        note(f"Dumping the database ({size}).")
        postgres_tools.dump(address, dump, snapshot=snapshot, server_major=version // 10000)
        return about, keys_in(connection)


def migrations_of(connection: psycopg.Connection) -> list[str]:
    """What brought the tables to their shape; CannotStart when there is no desk in this database."""
    if connection.execute("select to_regclass('django_migrations')").fetchone() == (None,):
        raise CannotStart("There is no desk in this database yet, so there is nothing to keep.")
    rows = connection.execute("select app || '.' || name from django_migrations order by id")
    return [name for (name,) in rows]


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = current_schema() order by 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
        ((counts[table],),) = connection.execute(query)
    return counts


def keys_in(connection: psycopg.Connection) -> set[str]:
    columns = connection.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = current_schema() and column_name = any(%s)",
        [list(BLOB_COLUMNS)],
    ).fetchall()
    found: set[str] = set()
    for table, column in columns:
        query = sql.SQL("select distinct {0}::text from {1}").format(
            sql.Identifier(column), sql.Identifier(table)
        )
        found |= {key for (key,) in connection.execute(query) if key and KEY.fullmatch(key)}
    return found


def secrets_of(data: Path) -> list[Path]:
    folder = data / "secrets"
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in names if path.is_file() and path.name not in NOT_KEPT]


def blobs_of(data: Path) -> Iterator[Path]:
    """Every finished stored file; one that is just being written has another name, and no row yet."""
    for folder in sorted((data / "blobs").glob("[0-9a-f][0-9a-f]")):
        yield from (path for path in sorted(folder.iterdir()) if KEY.fullmatch(path.name))
