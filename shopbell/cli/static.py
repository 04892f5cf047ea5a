"""Scripts, styles and pictures, gathered and compressed for serving when any of them changed."""

import fcntl
import hashlib
import os
from pathlib import Path

from shopbell.core.embedded_postgres.cannot_start import sentences_about

from .terminal import say


def gather() -> None:
    """Run collectstatic unless its result is of these very files. Several that start together do it once."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root.parent / "static.stamp"
    with sentences_about(root.parent):
        if read_stamp(stamp) == fingerprint():
            return
        root.parent.mkdir(parents=True, exist_ok=True)
        with open(root.parent / "static.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            wanted = fingerprint()
            if read_stamp(stamp) == wanted:
                return
            say("Gathering scripts and styles.")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(wanted)


def read_stamp(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def fingerprint() -> str:
    """What changes when any file that collectstatic would gather changes."""
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            status = os.stat(storage.path(name))
            found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
