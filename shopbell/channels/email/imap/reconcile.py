"""Counting a folder: whether all mail that its server lists is here. A gap is alarmed, and fetched at a click.

*Listed* is a UID that the server names under the UIDVALIDITY that is fetched now, above `counted_from` and up to the
cursor, of a mail that arrived after `since`. What lies above the cursor is no gap: it is fetched next. `counted_from`
is 0, or the cursor of the day on which the desk began to keep receipts.

*Here* is a listed UID with a receipt (`receipt.py`). Its mail was stored in the transaction that wrote the receipt, was
stored before under another UID or by another door, or is a stuck mail in the quarantine. What was erased since has its
receipt still: it is not missing, and must not come back.

*Missing* is every other listed UID: one that its server did not show when the cursor passed it (some give numbers out
of order), or that we lost by a fault. What was deleted on the server is not listed, so it is never missing.
"""

import contextlib
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from shopbell.core.errors import Refused

from ..alarm import alarm
from .connection import connect
from .fetch import HANG_UPS, take_portion
from .folder import Folder
from .listing import LISTED, Facts, facts_of, in_portions, is_passing, listed
from .mailbox import Mailbox
from .receipt import without_receipt

EVERY = timedelta(hours=1)
FETCH_MISSING = "email.fetch_missing"


def is_due(last_at: datetime | None, now: datetime) -> bool:
    return last_at is None or last_at < now - EVERY


def count(folder: Folder, client: IMAPClient) -> list[int]:
    """Count the folder, which `client` selects; returns the UIDs that are missing, in order.

    Admins hear of a gap when it opens, not again while it stays.
    """
    there = _listed(folder, client)
    missing = without_receipt(folder, there)
    unwanted = _unwanted(folder, client, missing)
    missing = [uid for uid in missing if uid not in unwanted]
    with transaction.atomic():
        rows = type(folder)._default_manager.filter(pk=folder.pk)
        is_new = bool(missing) and rows.filter(missing_count=0).update(missing_count=len(missing)) == 1
        folder.update(
            counted_at=timezone.now(), listed_count=len(there) - len(unwanted), missing_count=len(missing)
        )
        if is_new:
            _alarm(folder)
    return missing


def fetch_missing(mailbox: Mailbox) -> int:
    """Fetch what is missing in the folders of `mailbox`; returns how many mails. OSError when it cannot be reached.

    The fetching of new mail goes on meanwhile, on its own connection and above the cursor.
    """
    hang_ups: Counter[int] = Counter()
    for _try in range(
        HANG_UPS
    ):  # some servers hang up at a mail: it is asked for alone then, and passed by at last
        with contextlib.suppress(OSError):
            return _fetch_missing(mailbox, hang_ups)
    return _fetch_missing(mailbox, hang_ups)


def _fetch_missing(mailbox: Mailbox, hang_ups: Counter[int]) -> int:
    try:
        client = connect(mailbox)
    except Refused:
        return 0  # what the mailbox shows says why
    try:
        return sum(_complete(folder, client, hang_ups) for folder in mailbox.folders())
    finally:
        with contextlib.suppress(Exception):
            client.logout()


def _complete(folder: Folder, client: IMAPClient, hang_ups: Counter[int]) -> int:
    try:
        status = client.select_folder(folder.folder, readonly=True)
    except IMAPClientError as error:
        if is_passing(error):
            raise
        return 0  # renamed or deleted: what the folder shows says so
    if int(status[b"UIDVALIDITY"]) != folder.uid_validity:
        return 0  # the fetching begins again from the first by itself
    missing = count(folder, client)
    if not missing:
        return 0
    portions = in_portions(folder, client, missing, hang_ups)
    taken = sum(take_portion(folder, client, portion, hang_ups) for portion in portions)
    count(folder, client)
    return taken


def _listed(folder: Folder, client: IMAPClient) -> list[int]:
    begin, end = folder.counted_from, folder.last_uid
    if begin >= end:
        return []
    exists = int(client.select_folder(folder.folder, readonly=True)[b"EXISTS"])
    return listed(folder, client, begin + 1, end, exists)


def _unwanted(folder: Folder, client: IMAPClient, uids: list[int]) -> set[int]:
    """Those of `uids` that arrived before `since`: SEARCH knows days only."""
    found: set[int] = set()
    for start in range(0, len(uids) if folder.since else 0, LISTED):
        some = uids[start : start + LISTED]
        facts = facts_of(client, some, Counter())
        found |= {uid for uid in some if not facts.get(uid, Facts()).is_wanted_in(folder)}
    return found


def _alarm(folder: Folder) -> None:
    account = folder.account
    alarm(
        lambda: _("Mail of %(inbox)s is missing") % {"inbox": account.inbox},
        lambda: f"{folder.gap}\n\n" + _("Have it fetched there, and see whether it comes in:"),
        reverse("inbox-edit", args=[account.inbox_id]),
    )
