"""The round of a mailbox's further folders, on the connection that listens to where mail arrives.

IDLE hears of one folder only, so these are looked at every minute: a STATUS each, which costs the server little, and
where something is new a turn of some seconds at most, less where many folders share the round, so that a folder with a
great many mails holds up neither the others nor what arrives. A connection for each of them would be more than many
servers allow.
"""

import time
from collections import Counter
from threading import Event

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from .connection import words_of
from .fetch import fetch
from .further_folder import FurtherFolder
from .listing import is_passing

ROUND_SECONDS = 20  # all turns together, but for the portion with which each ends


class Turn:
    """How long one of `folders` may be fetched from: until `halt`, or for its share of the round."""

    def __init__(self, halt: Event, *, folders: int = 1):
        self.halt = halt
        self.seconds = ROUND_SECONDS / folders
        self.ends_at: float | None = None
        self.is_cut = False

    def is_set(self) -> bool:
        """Whether it is over; it begins when this is asked first, before each portion, so that every turn takes one."""
        if self.ends_at is None:
            self.ends_at = time.monotonic() + self.seconds
        elif time.monotonic() >= self.ends_at:
            self.is_cut = True
        return self.is_cut or self.halt.is_set()


def fetch_further(further: FurtherFolder, client: IMAPClient, turn: Turn, hang_ups: Counter[int]) -> bool:
    """Take in what is new there; returns whether it could be read. What is in its way stops no other folder."""
    try:
        if _has_news(further, client):
            fetch(further, client, turn, hang_ups)
    except IMAPClientError as error:
        if is_passing(error):
            raise
        since = Coalesce("failing_since", Value(timezone.now()))
        further.error = words_of(error)[:2000]
        FurtherFolder.objects.filter(pk=further.pk).update(error=further.error, failing_since=since)
        return False
    return True


def _has_news(further: FurtherFolder, client: IMAPClient) -> bool:
    if further.error or further.uid_validity is None:
        return True
    status = client.folder_status(further.folder, ["UIDNEXT", "UIDVALIDITY"])
    is_renumbered = int(status[b"UIDVALIDITY"]) != further.uid_validity
    return is_renumbered or int(status[b"UIDNEXT"]) > further.last_uid + 1
