"""Bring a desk back from a backup, into a data folder or a database that is still empty.

The backup is read to its end and verified first. The stored files go where the settings say, into the data folder or
a bucket. The database comes back in one transaction, the last of all, so that an interrupted restore leaves an empty
database and can be done again.
"""

import argparse
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import psycopg
from django.conf import settings

from shopbell.core import blob
from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.embedded_postgres.cannot_start import sentences_about
from shopbell.core.embedded_postgres.folder import make
from shopbell.core.object_store.moving import bring

from . import archive, postgres_tools
from .backup import count_rows, keys_in
from .desk import data_folder, database, set_up_django
from .terminal import Progress, complain, note, say

# An event knows the transaction that wrote it by a number of the old server's, which the new one has not reached yet:
# readers would wait for it, and a later transaction might be taken for the same. Below zero all are past, and apart.
FORGET_TRANSACTIONS = [
    "reset search_path;",  # which the dump empties
    "update tickets_event set xid = xid - (select max(xid) + 1 from tickets_event);",
    "analyze;",
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, help="the file that `shopbell backup` made")
    parser.add_argument(
        "--same-bucket",
        action="store_true",
        help="use a bucket that has files already: no other desk uses it any more",
    )


def perform(options: argparse.Namespace) -> int:
    if not options.backup.is_file():
        raise CannotStart(f"There is no file {options.backup}.")
    data = data_folder()
    note("Verifying the backup.")
    about = archive.verify(options.backup)
    with database(note, alone=True) as address:
        refuse_if_not_empty(address)
        set_up_django()
        refuse_if_newer(about)
        if not options.same_bucket:
            refuse_used_bucket()
        with sentences_about(data), tarfile.open(options.backup, "r:") as tar:
            bring_back_files(tar, about, data)
            note("Loading the database.")
            with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
                dump = Path(folder) / archive.DUMP
                copy_out(tar, tar.getmember(archive.DUMP), dump)
                load(address, dump)
        compare(address, about)
        missing = left_out(address) if about.store else []
    say(
        f"The desk of {about.made_at} is back in {data}: {sum(about.rows.values()):,} rows, {about.file_count:,} files."
    )
    for key in missing[:10]:
        complain(f"The file {key} was left out of the backup, and is not in {blob.store()} either.")
    return 1 if missing else 0


def refuse_if_not_empty(address: str) -> None:
    with psycopg.connect(address) as connection:
        (count,) = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'S')"
        ).fetchone() or (0,)
    if count:
        raise CannotStart(
            "There is something in this database already, and a restore would mix the two: name a new data folder "
            "with --data, or an empty database with DATABASE_URL."
        )


def refuse_if_newer(about: archive.About) -> None:
    """CannotStart when the backup has tables in a shape that this Shopbell does not know."""
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if strange := [name for name in about.migrations if name not in known]:
        raise CannotStart(
            f"This backup was made by a newer Shopbell ({about.shopbell}; it has {strange[-1]}): install that one."
        )


def refuse_used_bucket() -> None:
    """CannotStart when the bucket of the settings has files: a desk that still uses it would lose them, since what this
    one does not name is swept at night."""
    if settings.OBJECT_STORE and next(blob.store().list_keys(), None):
        raise CannotStart(
            f"{blob.store()} has files already, and a desk sweeps what it does not name. Choose another prefix with "
            "SHOPBELL_OBJECT_STORE, or say --same-bucket if no other desk uses this one any more."
        )


def bring_back_files(tar: tarfile.TarFile, about: archive.About, data: Path) -> None:
    """Put secrets and stored files where they were. A stored file that is there already has the same bytes."""
    note("Bringing the files back.")
    progress = Progress("{:,} of " + f"{about.file_count:,} files.")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    make(data / "blobs", 0o700)
    make(data / "secrets", 0o700)
    for member in tar:
        if is_inside(member, archive.SECRETS, 2):
            copy_out(tar, member, data / member.name)
    os.sync()
    for count, _key in enumerate(bring(blob.store(), stored_files(tar)), 1):
        progress.at(count)


def stored_files(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO, int]]:
    """The stored files that are not in the store yet: an interrupted restore goes on where it was."""
    store = blob.store()
    for member in tar:
        if is_inside(member, archive.BLOBS, 3) and not store.has(key := Path(member.name).name):
            file = tar.extractfile(member)
            assert file is not None
            yield key, cast(BinaryIO, file), member.size


def is_inside(member: tarfile.TarInfo, folder: str, depth: int) -> bool:
    """Whether `member` is a file right there, which leads nowhere out of the folder."""
    parts = Path(member.name).parts
    return member.isfile() and len(parts) == depth and ".." not in parts and f"{parts[0]}/" == folder


def left_out(address: str) -> list[str]:
    """The files that the database names and no store has."""
    with psycopg.connect(address) as connection:
        wanted = keys_in(connection)
    for store in blob.stores():
        wanted.difference_update(store.list_keys())
    return sorted(wanted)


def copy_out(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write the member under a name of its own first, so that no half of it ever stands under its name."""
    fresh = target.with_name(f".new-{os.getpid()}-{target.name}")
    source = tar.extractfile(member)
    assert source is not None
    with source, open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        shutil.copyfileobj(source, file, archive.CHUNK)
    fresh.rename(target)


def load(address: str, dump: Path) -> None:
    with psycopg.connect(address) as connection:
        major = connection.info.server_version // 10000
    postgres_tools.load(address, dump, FORGET_TRANSACTIONS, server_major=major)


def compare(address: str, about: archive.About) -> None:
    """CannotStart when the database does not hold what the backup's did."""
    with psycopg.connect(address) as connection:
        counts = count_rows(connection)
    if different := [table for table in about.rows if counts.get(table) != about.rows[table]]:
        raise CannotStart(
            f"The restored database differs from the backup in {', '.join(different[:5])}. "
            "That is a bug of ours: keep the backup, and tell us."
        )
