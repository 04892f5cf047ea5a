"""Taking mail from an IMAP folder: what lies above its cursor, in order and in portions.

The cursor moves in the same transaction that keeps the mails, and past nothing that was not kept. Each mail that was
taken has its receipt, by which the folder is counted later (`reconcile.py`). A mail that is
larger than the desk takes, that the server will not give out or that cannot be stored as others are becomes a
stuck mail (see `stuck_mail.py`), so that one mail never stops those behind it. When the database, the disk or the
connection fails, nothing is the mail's fault: that is raised, the cursor stays, and another try follows.
"""

import logging
from collections import Counter
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from ..inbound import take_in
from ..raw_mail import Arrival, Door
from ..spam.junk import take_out_of_junk
from .connection import words_of
from .folder import Folder
from .listing import Facts, Portion, above_cursor, ask, facts_of, in_portions, is_passing
from .receipt import forget_receipts, give_receipts
from .stuck_mail import hold_back, settle_renumbered, stuck_sentence

HEAD_BYTES = 64 * 1024
HANG_UPS = 3  # in a row at one mail, before it is passed by
log = logging.getLogger(__name__)


class Halt(Protocol):
    """Says when to stop: the mail service does, or the turn of a folder is over."""

    def is_set(self) -> bool: ...


class NotGiven(Exception):
    """The server lists a mail and does not give it out."""


def fetch(
    folder: Folder,
    client: IMAPClient,
    halt: Halt | None = None,
    hang_ups: Counter[int] | None = None,
) -> int:
    """Take in what lies above the cursor; returns how many mails. Changes nothing on the server.

    `hang_ups` counts, over several connections, how often one broke while anything of a UID was asked for: some
    servers hang up instead of refusing a mail that they cannot read.
    """
    hang_ups = Counter() if hang_ups is None else hang_ups
    status = client.select_folder(folder.folder, readonly=True)
    _follow_validity(folder, int(status[b"UIDVALIDITY"]))
    taken, above = 0, above_cursor(folder, client, int(status[b"EXISTS"]))
    for portion in in_portions(folder, client, above, hang_ups):
        if halt and halt.is_set():
            break
        taken += take_portion(folder, client, portion, hang_ups)
    else:
        _pass_what_is_old(folder, int(status.get(b"UIDNEXT", 0)))
        settle_renumbered(folder)
    folder.update(error=stuck_sentence(folder), fetched_at=timezone.now(), failing_since=None)
    return taken


def _follow_validity(folder: Folder, validity: int) -> None:
    """A new UIDVALIDITY makes all UIDs we know void (RFC 9051 §2.3.1.1): begin again from the first."""
    if folder.uid_validity != validity:
        with transaction.atomic():
            forget_receipts(folder)
            folder.update(uid_validity=validity, last_uid=0, counted_from=0, counted_at=None, missing_count=0)


def _pass_what_is_old(folder: Folder, next_uid: int) -> None:
    """What was there when the folder was opened and is not wanted need not be searched again."""
    if folder.since is not None and next_uid - 1 > folder.last_uid:
        _move_cursor(folder, next_uid - 1)


# --- a portion, and when that fails each of its mails ------------------------------------------------------


def take_portion(folder: Folder, client: IMAPClient, portion: Portion, hang_ups: Counter[int]) -> int:
    """Keep the mails of `portion`, or hold them back; returns how many."""
    if portion.is_suspect:
        return _take_suspect(folder, client, portion.uids[0], hang_ups)
    if portion.is_too_large:
        return _leave(folder, client, portion.uids[0], hang_ups)
    return _take(folder, client, portion.uids, hang_ups)


def _take_suspect(folder: Folder, client: IMAPClient, uid: int, hang_ups: Counter[int]) -> int:
    """A mail near which the server hung up: nothing of it was asked for yet on this connection."""
    if hang_ups[uid] >= HANG_UPS:
        return _pass_by(folder, uid)
    known = facts_of(client, [uid], hang_ups).get(uid, Facts())
    if not known.is_wanted_in(folder):
        _move_cursor(folder, uid)
        return 0
    return take_portion(folder, client, Portion([uid], known.is_too_large), hang_ups)


def _take(folder: Folder, client: IMAPClient, uids: list[int], hang_ups: Counter[int]) -> int:
    try:
        return _keep(folder, client, uids, hang_ups)
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("Mailbox %s: trying %s mails one by one", folder.account.pk, len(uids))
    return sum(_take_one(folder, client, uid, hang_ups) for uid in uids)


def _take_one(folder: Folder, client: IMAPClient, uid: int, hang_ups: Counter[int]) -> int:
    try:
        return _keep(folder, client, [uid], hang_ups)
    except Exception as error:
        if is_passing(error):
            raise
        words = words_of(error) if isinstance(error, IMAPClientError) else f"{type(error).__name__}: {error}"
        return _hold_back(folder, client, uid, words, hang_ups)


def _keep(folder: Folder, client: IMAPClient, uids: list[int], hang_ups: Counter[int]) -> int:
    """Keep these mails and move the cursor past them, in one transaction."""
    mails = ask(client, uids, ["BODY.PEEK[]"], hang_ups)
    arrivals, taken = [], []
    for uid in uids:
        raw = mails.get(uid, {}).get(b"BODY[]")
        if raw is not None:
            taken.append(uid)
            arrivals.append(Arrival(raw, folder.door, inbox_id=folder.account.inbox_id))
        elif client.search(["UID", str(uid)]):
            raise NotGiven(f"the server does not give out UID {uid}")
        # else deleted since by another program
    with transaction.atomic():
        new = take_in(arrivals)
        if len(new) < len(arrivals) and folder.door == Door.IMAP:
            take_out_of_junk(arrivals)
        give_receipts(folder, taken)
        _move_cursor(folder, uids[-1])
    return len(arrivals)


def _hold_back(folder: Folder, client: IMAPClient, uid: int, reason: str, hang_ups: Counter[int]) -> int:
    """Quarantine the mail that could not be kept: its bytes if the server gives them, else what it is."""
    try:
        raw = ask(client, [uid], ["BODY.PEEK[]"], hang_ups).get(uid, {}).get(b"BODY[]")
    except IMAPClientError as error:
        if is_passing(error):
            raise
        raw = None
    head = raw if raw is not None else _head(client, uid, hang_ups)
    with transaction.atomic():
        hold_back(folder, uid, head, reason=reason, is_on_server=raw is None)
        give_receipts(folder, [uid])
        _move_cursor(folder, uid)
    return 1


def _pass_by(folder: Folder, uid: int) -> int:
    """Note a mail that the server hangs up at, without asking for it again."""
    reason = (
        "The mail server hangs up when it is asked for this mail. See what its log says, then try again here."
    )
    with transaction.atomic():
        hold_back(folder, uid, b"", reason=reason, is_on_server=True)
        give_receipts(folder, [uid])
        _move_cursor(folder, uid)
    return 1


def _leave(folder: Folder, client: IMAPClient, uid: int, hang_ups: Counter[int]) -> int:
    """Note the mail that is larger than the desk takes; it stays on the server until the limit is raised."""
    known = facts_of(client, [uid], hang_ups).get(uid)
    head = _head(client, uid, hang_ups) if known else b""
    with transaction.atomic():
        if known:
            size_bytes, reason = known.size_bytes, too_large_sentence(known.size_bytes)
            hold_back(folder, uid, head, reason=reason, is_on_server=True, size_bytes=size_bytes)
            give_receipts(folder, [uid])
        _move_cursor(folder, uid)
    return int(known is not None)


def too_large_sentence(size_bytes: int) -> str:
    mega = 1024 * 1024
    return (
        f"It has {size_bytes / mega:.1f} MB, and SHOPBELL_MAIL_MAX_MB allows {settings.MAIL_MAX_BYTES // mega}. "
        "It stays on the mail server: raise the limit, start the desk again and try again here."
    )


def _head(client: IMAPClient, uid: int, hang_ups: Counter[int]) -> bytes:
    """The beginning of its headers; empty when the server does not give out even those."""
    try:
        return (
            ask(client, [uid], [f"BODY.PEEK[HEADER]<0.{HEAD_BYTES}>"], hang_ups)[uid][b"BODY[HEADER]<0>"]
            or b""
        )
    except (IMAPClientError, KeyError) as error:
        if is_passing(error):
            raise
        return b""


def _move_cursor(folder: Folder, uid: int) -> None:
    """Forward only: what was missed lies below it."""
    if uid > folder.last_uid:
        folder.update(last_uid=uid)
