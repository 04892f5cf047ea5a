"""Folders that are ours: made with exactly the mode we want. A folder that was there before is left as it is."""

import os
import secrets
import shutil
from pathlib import Path

from .account import Account
from .cannot_start import CannotStart, sentences_about

LEAST_FREE_MB = 150  # a new database takes 40 MB, its first journal files as much again


def make(folder: Path, mode: int) -> bool:
    """Make `folder` with `mode` whatever the umask; False, and nothing changed, when it exists."""
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    folder.chmod(mode)
    return True


def make_data_folder(data: Path, account: Account) -> None:
    """The data folder: closed to everyone else, except that the server's account may pass through it."""
    with sentences_about(data):
        data.parent.mkdir(parents=True, exist_ok=True)
        if make(data, 0o700) and not account.is_own:
            os.chown(data, -1, account.gid)
            data.chmod(0o710)
        make(data / "secrets", 0o700)
    if not os.access(data, os.W_OK | os.X_OK):
        raise CannotStart(
            f"The data folder {data} cannot be written: make it a folder of yours, or name another one with --data."
        )


def check_free_space(data: Path) -> None:
    """Refuse to begin a database on a disk that cannot hold it."""
    free = shutil.disk_usage(data).free // 2**20
    if free < LEAST_FREE_MB:
        raise CannotStart(
            f"The disk of {data} has only {free} MB left and a new database needs {LEAST_FREE_MB}: "
            "free some space there, or name another folder with --data."
        )


def kept_password(data: Path) -> str:
    """The password of the server, made on first use, readable by us alone."""
    path = data / "secrets" / "postgres-password"
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(descriptor)
        fresh.rename(path)
    return path.read_text().strip()
