"""Sweeping the object store: what no row names is removed, a day after it was last put.

A blob is put before the row that names it is committed, and the same bytes may be put again at any moment.
So every `put` makes the file young again, and the last look at its age and its removal happen under a lock
that `put` respects (`blob.sweeping`). A sweep gives way to another one and to a backup, which copies what rows
named when it began; one that is killed leaves nothing half done.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from . import blob
from .blob_key import named_keys
from .lock import SWEEP, try_until_commit

log = logging.getLogger(__name__)
GRACE = timedelta(days=1)  # from the bytes being kept to the commit of their row
BATCH = 1000


def sweep_blobs(now: datetime) -> int:
    """Remove blobs that nobody names and drafts that a crash left; returns how many. Ends early for a backup."""
    cutoff = (now - GRACE).timestamp()
    removed = sum(_remove(path, cutoff) for path in Path(settings.BLOBS).glob(".new-*"))
    old = _old_blobs(cutoff)
    while batch := list(islice(old, BATCH)):
        with transaction.atomic():
            if not try_until_commit(SWEEP):
                log.info("A backup or another sweep is under way; this one ends here, the next goes on")
                break
            named = named_keys([path.name for path in batch])
            removed += sum(_remove(path, cutoff) for path in batch if path.name not in named)
    return removed


def _old_blobs(cutoff: float) -> Iterator[Path]:
    for path in Path(settings.BLOBS).glob("[0-9a-f][0-9a-f]/*"):
        if _is_old(path, cutoff):
            yield path


def _remove(path: Path, cutoff: float) -> int:
    with blob.sweeping():
        if not _is_old(path, cutoff):
            return 0
        path.unlink(missing_ok=True)
    return 1


def _is_old(path: Path, cutoff: float) -> bool:
    try:
        return path.stat().st_mtime < cutoff
    except FileNotFoundError:  # another sweep was quicker
        return False
