"""Keep the whole desk in one file: database, attachments, raw mail, secrets. It may run meanwhile.

The database is dumped as one moment sees it, and the stored files are copied after that, from the data folder or from
the bucket: a file is written before the row that names it and never changed. When the backup is written, it is read
again and verified. Exit code 1 when it could not be made, or when files that rows name are missing
in the store or damaged there.
"""

import argparse
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from shopbell.core import blob
from shopbell.core.blob_key import blob_columns
from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.lock import HOLD_SHARED, SWEEP
from shopbell.core.object_store.store import KEY

from . import archive, postgres_tools
from .desk import data_folder, database, refuse_no_desk, set_up_django
from .terminal import complain, note, say
from .whole_file import refuse_taken, whole_file

NOT_KEPT = {"postgres-password"}  # of this folder's own server; another folder has another


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        nargs="?",
        default=".",
        metavar="TARGET",
        help="a new file, or a folder (it ends in / or is there) to put it into, named by the moment (default: here)",
    )
    parser.add_argument(
        "--without-files",
        action="store_true",
        help="leave attachments and raw mail where they are: for a bucket that is kept by other means",
    )


def perform(options: argparse.Namespace) -> int:
    refuse_no_desk()
    target = target_of(options.target)
    with database(note) as address:
        set_up_django()
        about = back_up(address, data_folder(), target, is_without_files=options.without_files)
    rows = sum(about.rows.values())
    say(
        f"{target}: {rows:,} rows, {about.file_count:,} files, {target.stat().st_size / 1e6:,.1f} MB, verified."
    )
    for key in about.missing[:10]:
        complain(f"The file {key} is named in the database and is not in {blob.store()}.")
    for key in about.damaged[:10]:
        complain(f"The file {key} in {blob.store()} is damaged and left out.")
    if about.store:
        note(f"Attachments and raw mail are not in it; they stay in {about.store}.")
    return 1 if about.missing or about.damaged else 0


def target_of(given: str) -> Path:
    """The file to write. What ends in / is a folder and is made when it is missing; CannotStart when it cannot be."""
    target = Path(given).absolute()
    if given.endswith("/"):
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"The folder {target} cannot be made ({error.strerror}).") from None
    if target.is_dir():
        target /= f"shopbell-{datetime.now():%Y%m%d-%H%M%S}.tar"
    refuse_taken(target)
    return target


def back_up(address: str, data: Path, target: Path, *, is_without_files: bool = False) -> archive.About:
    """Write the backup beside its place, verify it, and only then give it its name."""
    with (
        whole_file(target, "backup") as fresh,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".shopbell-") as folder,
        sweep_held_off(address),
    ):
        dump = Path(folder) / archive.DUMP
        about, keys = dump_database(address, dump)
        if is_without_files:
            about.store, keys = str(blob.store()), set()
        with tarfile.open(fresh, mode="w") as tar:
            note("Copying the files.")
            archive.write(tar, about, dump, secrets_of(data), keys)
        note("Verifying it.")
        archive.verify(fresh)
    return about


@contextmanager
def sweep_held_off(address: str) -> Iterator[None]:
    """No stored file is swept inside this block. It begins before the moment that is kept: a file whose row was
    there then may be nobody's before it is copied. CannotStart when the database went away meanwhile."""
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(HOLD_SHARED, [SWEEP])
            yield
            connection.execute("select 1")
    except psycopg.OperationalError as error:
        raise CannotStart(
            f"The database went away: no backup was made ({error}).".replace("\n", " ")
        ) from error


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
    """The keys of all files that rows name, in those columns of ours that this database has already."""
    there = connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = current_schema()"
    ).fetchall()
    ours = {(model._meta.db_table, column) for model, column in blob_columns()}
    found: set[str] = set()
    for table, column in ours.intersection(there):
        query = sql.SQL("select distinct {0}::text from {1}").format(
            sql.Identifier(column), sql.Identifier(table)
        )
        found |= {key for (key,) in connection.execute(query) if key and KEY.fullmatch(key)}
    return found


def secrets_of(data: Path) -> list[Path]:
    folder = data / "secrets"
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in names if path.is_file() and path.name not in NOT_KEPT]
