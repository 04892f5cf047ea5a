"""Sweeping the object store: what no row names is removed, a day after it was last put.

A blob is put before the row that names it is committed, and the same bytes may be put again at any moment.
So every `put` makes the blob young again, and the last look at its age and its removal happen under a lock
that `put` respects (`Store.remove`). A sweep gives way to another one and to a backup, which copies what rows
named when it began; one that is killed leaves nothing half done.
"""

import logging
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from . import blob
from .blob_key import named_keys
from .lock import SWEEP, try_until_commit
from .object_store.store import Store

log = logging.getLogger(__name__)
GRACE = timedelta(days=1)  # from the bytes being kept to the commit of their row
BATCH = 1000


def sweep_blobs(now: datetime) -> int:
    """Remove blobs that nobody names and drafts that a crash left; returns how many. Ends early for a backup."""
    return sum(_sweep(store, now - GRACE) for store in blob.stores())


def _sweep(store: Store, put_before: datetime) -> int:
    removed = store.remove_drafts(put_before=put_before)
    old = store.list_keys(put_before=put_before)
    while batch := list(islice(old, BATCH)):
        with transaction.atomic():
            if not try_until_commit(SWEEP):
                log.info("A backup or another sweep is under way; this one ends here, the next goes on")
                break
            named = named_keys(batch)
            removed += store.remove([key for key in batch if key not in named], put_before=put_before)
    return removed
