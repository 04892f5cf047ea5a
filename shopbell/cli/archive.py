"""The file of a backup: a tar with the dump, the secrets, every stored file, and last what all of it should be.

    database.dump · secrets/… · blobs/ab/abcd… · backup.json

A stored file is named by the SHA-256 of its bytes and the dump's is in backup.json, so that a backup proves
itself. backup.json comes last: a file that has it was written to its end. Stored files are in it wherever they lay,
in the data folder or in a bucket, unless the operator left them out.
"""

import hashlib
import io
import json
import tarfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

from shopbell.core import blob
from shopbell.core.embedded_postgres import CannotStart

from .terminal import Progress

DUMP, ABOUT, SECRETS, BLOBS = "database.dump", "backup.json", "secrets/", "blobs/"
CHUNK = 2**20
AT_ONCE = 8


@dataclass
class About:
    """What a backup holds."""

    shopbell: str
    made_at: str
    postgresql: int
    migrations: list[str]
    rows: dict[str, int]
    dump_sha256: str
    file_count: int
    missing: list[str] = field(default_factory=list)  # files that rows name and the store did not have
    damaged: list[str] = field(default_factory=list)  # files whose bytes are not those that were kept
    store: str = ""  # where the files stayed, when they were left out


def write(
    tar: tarfile.TarFile,
    about: About,
    dump: Path,
    secrets: list[Path],
    named: Iterable[str],
) -> None:
    """Fill `tar`, and `about` with what was counted on the way, and which of the `named` blobs are gone or damaged."""
    about.dump_sha256 = sha256_of(dump.open("rb"))
    tar.add(dump, DUMP)
    for path in secrets:
        tar.add(path, SECRETS + path.name)
    progress = Progress("{:,} files kept.")
    for key, file in opened(sorted(named)):
        if file is None:
            about.missing.append(key)
            continue
        with file:
            is_whole = add_blob(tar, key, file)
        if not is_whole:
            about.damaged.append(key)
            continue
        about.file_count += 1
        progress.at(about.file_count)
    content = json.dumps(asdict(about), indent=1).encode()
    member = tarfile.TarInfo(ABOUT)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def opened(keys: list[str]) -> Iterator[tuple[str, BinaryIO | None]]:
    """Each stored file, or None where it is missing; several are asked for at once, which a bucket needs."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in batched(keys, AT_ONCE):
            yield from zip(some, pool.map(open_or_none, some), strict=True)


def open_or_none(key: str) -> BinaryIO | None:
    try:
        return blob.open_blob(key)
    except blob.Missing:
        return None


def add_blob(tar: tarfile.TarFile, key: str, file: BinaryIO) -> bool:
    """Put a stored file into `tar`. False when its bytes are not those of its key: then nothing of it stays there."""
    member = tarfile.TarInfo(f"{BLOBS}{key[:2]}/{key}")
    member.size, member.mode, member.mtime = blob.size_of(file), 0o600, int(time.time())
    begin, content = tar.offset, Hashed(file)
    try:
        tar.addfile(member, cast(IO[bytes], content))
        if content.digest.hexdigest() == key:
            return True
        tar.getmembers().pop()
    except blob.Damaged:  # told by what comes from afar, at its end
        pass
    into = cast(BinaryIO, tar.fileobj)
    into.seek(begin)
    into.truncate()
    tar.offset = begin
    return False


class Hashed:
    """A file that is read once, with the hash of what was read."""

    def __init__(self, file: BinaryIO):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def batched(keys: list[str], count: int) -> Iterator[list[str]]:
    return (keys[start : start + count] for start in range(0, len(keys), count))


def verify(path: Path) -> About:
    """Read every byte of the backup and return what it holds. CannotStart with what is wrong with it."""
    about, dump_sha256, keys = None, "", set()
    progress = Progress("{:,} files verified.")
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file is None:
                    continue
                if member.name == ABOUT:
                    about = About(**json.load(file))
                elif member.name == DUMP:
                    dump_sha256 = sha256_of(file)
                elif member.name.startswith(BLOBS):
                    check_blob(member, sha256_of(file), path)
                    keys.add(member.name)
                    progress.at(len(keys))
    except (tarfile.TarError, ValueError, TypeError, EOFError) as error:
        raise CannotStart(f"{path} is no backup of a desk, or it is damaged ({error}).") from None
    if about is None:
        raise CannotStart(f"{path} is no backup of a desk, or it ends before its end.")
    if dump_sha256 != about.dump_sha256 or len(keys) != about.file_count:
        raise CannotStart(f"{path} is damaged: it does not hold what it says it holds.")
    return about


def check_blob(member: tarfile.TarInfo, sha256: str, path: Path) -> None:
    if member.name != f"{BLOBS}{sha256[:2]}/{sha256}":
        raise CannotStart(f"{path} is damaged: the bytes of {member.name} are not what they were.")


def sha256_of(file) -> str:
    with file:
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        return digest.hexdigest()
