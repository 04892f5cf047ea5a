"""The file of a backup: a tar with the dump, the secrets, every stored file, and last what all of it should be.

    database.dump · secrets/… · blobs/ab/abcd… · backup.json

A stored file is named by the SHA-256 of its bytes and the dump's is in backup.json, so that a backup proves
itself. backup.json comes last: a file that has it was written to its end.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from shopbell.core.embedded_postgres import CannotStart

from .terminal import Progress

DUMP, ABOUT, SECRETS, BLOBS = "database.dump", "backup.json", "secrets/", "blobs/"
CHUNK = 2**20


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
    missing: list[str] = field(default_factory=list)  # files that rows name and the disk did not have


def write(
    tar: tarfile.TarFile,
    about: About,
    dump: Path,
    secrets: list[Path],
    blobs: Iterator[Path],
    named: set[str],
) -> None:
    """Fill `tar`, and `about` with what was counted on the way, and which of the `named` blobs are not in it."""
    about.dump_sha256 = sha256_of(dump.open("rb"))
    tar.add(dump, DUMP)
    for path in secrets:
        tar.add(path, SECRETS + path.name)
    progress, missing = Progress("{:,} files kept."), set(named)
    for path in blobs:
        try:
            tar.add(path, f"{BLOBS}{path.parent.name}/{path.name}")
        except FileNotFoundError:  # somebody removed it by hand
            continue
        missing.discard(path.name)
        about.file_count += 1
        progress.at(about.file_count)
    about.missing = sorted(missing)
    content = json.dumps(asdict(about), indent=1).encode()
    member = tarfile.TarInfo(ABOUT)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


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
