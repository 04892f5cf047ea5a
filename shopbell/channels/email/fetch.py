"""Taking mail from an IMAP folder: what lies above the mailbox's cursor, in order and in portions.

The cursor moves in the same transaction that keeps the mails, and past nothing that was not kept. A mail that is
larger than the desk takes, that the server will not give out or that cannot be stored as others are becomes a
stuck mail (see `stuck_mail.py`), so that one mail never stops those behind it. When the database, the disk or the
connection fails, nothing is the mail's fault: that is raised, the cursor stays, and another try follows.
"""

import imaplib
import logging
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, transaction
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from procrastinate.exceptions import ConnectorException

from .inbound import take_in
from .mailbox import Mailbox
from .raw_mail import Arrival, Door
from .stuck_mail import hold_back, stuck_sentence

AT_ONCE = 50  # mails of one FETCH and one transaction
AT_ONCE_BYTES = 30 * 1024 * 1024
LISTED = 500  # mails whose size is asked for at once
HEAD_BYTES = 64 * 1024
HANG_UPS = 3  # in a row at one mail, before it is passed by
PASSING = (
    "[UNAVAILABLE]",
    "[INUSE]",
    "[LIMIT]",
    "[SERVERBUG]",
)  # RFC 5530: the server's trouble, not the mail's
log = logging.getLogger(__name__)


class NotGiven(Exception):
    """The server lists a mail and does not give it out."""


def fetch(
    mailbox: Mailbox,
    client: IMAPClient,
    halt: threading.Event | None = None,
    hang_ups: Counter[int] | None = None,
) -> int:
    """Take in what lies above the cursor; returns how many mails. Changes nothing on the server.

    `hang_ups` counts, over several connections, how often one broke while a UID was asked for: some servers
    hang up instead of refusing a mail that they cannot read.
    """
    hang_ups = Counter() if hang_ups is None else hang_ups
    status = client.select_folder(mailbox.folder, readonly=True)
    _follow_validity(mailbox, int(status[b"UIDVALIDITY"]))
    taken = 0
    for uids, is_too_large in _in_portions(mailbox, client, hang_ups):
        if halt and halt.is_set():
            break
        taken += _leave(mailbox, client, uids[0]) if is_too_large else _take(mailbox, client, uids, hang_ups)
    Mailbox.objects.filter(pk=mailbox.pk).update(error=stuck_sentence(mailbox), fetched_at=timezone.now())
    return taken


def _follow_validity(mailbox: Mailbox, validity: int) -> None:
    """A new UIDVALIDITY makes all UIDs we know void (RFC 9051 §2.3.1.1): begin again from the first."""
    if mailbox.uid_validity != validity:
        mailbox.uid_validity, mailbox.last_uid = validity, 0
        mailbox.save(update_fields=["uid_validity", "last_uid"])


def _in_portions(
    mailbox: Mailbox, client: IMAPClient, hang_ups: Counter[int]
) -> Iterator[tuple[list[int], bool]]:
    """UIDs above the cursor in order, in portions that are neither too many nor too large.

    A mail that alone is larger than the desk takes is a portion of its own, with True; one at which the server
    hung up is alone as well.
    """
    found = client.search(["UID", f"{mailbox.last_uid + 1}:*"])
    uids = sorted(uid for uid in found if uid > mailbox.last_uid)  # "n:*" always names the last mail too
    for start in range(0, len(uids), LISTED):
        some = uids[start : start + LISTED]
        sizes = client.fetch(some, ["RFC822.SIZE"])
        portion: list[int] = []
        size = 0
        for uid in some:
            size_bytes = sizes.get(uid, {}).get(b"RFC822.SIZE", 0)
            is_too_large = size_bytes > settings.MAIL_MAX_BYTES
            is_alone = is_too_large or hang_ups[uid] > 0
            if portion and (is_alone or len(portion) >= AT_ONCE or size + size_bytes > AT_ONCE_BYTES):
                yield portion, False
                portion, size = [], 0
            if is_alone:
                yield [uid], is_too_large
                continue
            portion.append(uid)
            size += size_bytes
        if portion:
            yield portion, False


# --- a portion, and when that fails each of its mails ------------------------------------------------------


def _take(mailbox: Mailbox, client: IMAPClient, uids: list[int], hang_ups: Counter[int]) -> int:
    if hang_ups[uids[0]] >= HANG_UPS:
        return _pass_by(mailbox, uids[0])
    try:
        return _keep(mailbox, client, uids, hang_ups)
    except Exception as error:
        if _is_passing(error):
            raise
        log.exception("Mailbox %s: trying %s mails one by one", mailbox.pk, len(uids))
    return sum(_take_one(mailbox, client, uid, hang_ups) for uid in uids)


def _take_one(mailbox: Mailbox, client: IMAPClient, uid: int, hang_ups: Counter[int]) -> int:
    try:
        return _keep(mailbox, client, [uid], hang_ups)
    except Exception as error:
        if _is_passing(error):
            raise
        words = str(error) if isinstance(error, IMAPClientError) else f"{type(error).__name__}: {error}"
        return _hold_back(mailbox, client, uid, words)


def _keep(mailbox: Mailbox, client: IMAPClient, uids: list[int], hang_ups: Counter[int]) -> int:
    """Keep these mails and move the cursor past them, in one transaction."""
    try:
        mails = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
    except (OSError, imaplib.IMAP4.abort):
        hang_ups.update(uids)
        raise
    arrivals = []
    for uid in uids:
        mail = mails.get(uid, {})
        raw = mail.get(b"BODY[]")
        if raw is None:
            if client.search(["UID", str(uid)]):
                raise NotGiven(f"the server does not give out UID {uid}")
            continue  # deleted since by another program
        if not _is_old(mailbox, mail.get(b"INTERNALDATE")):
            arrivals.append(Arrival(raw, Door.IMAP, inbox_id=mailbox.inbox_id))
    with transaction.atomic():
        take_in(arrivals)
        _move_cursor(mailbox, uids[-1])
    return len(arrivals)


def _hold_back(mailbox: Mailbox, client: IMAPClient, uid: int, reason: str) -> int:
    """Quarantine the mail that could not be kept: its bytes if the server gives them, else what it is."""
    try:
        raw = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
    except IMAPClientError as error:
        if _is_passing(error):
            raise
        raw = None
    head = raw if raw is not None else _head(client, uid)
    with transaction.atomic():
        hold_back(mailbox, uid, head, reason=reason, is_on_server=raw is None)
        _move_cursor(mailbox, uid)
    return 1


def _pass_by(mailbox: Mailbox, uid: int) -> int:
    """Note a mail that the server hangs up at, without asking for it again."""
    reason = (
        "The mail server hangs up when it is asked for this mail. See what its log says, then try again here."
    )
    with transaction.atomic():
        hold_back(mailbox, uid, b"", reason=reason, is_on_server=True)
        _move_cursor(mailbox, uid)
    return 1


def _leave(mailbox: Mailbox, client: IMAPClient, uid: int) -> int:
    """Note the mail that is larger than the desk takes; it stays on the server until the limit is raised."""
    facts = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid, {})
    size_bytes = facts.get(b"RFC822.SIZE", 0)
    is_wanted = bool(facts) and not _is_old(mailbox, facts.get(b"INTERNALDATE"))
    head = _head(client, uid) if is_wanted else b""
    with transaction.atomic():
        if is_wanted:
            reason = too_large_sentence(size_bytes)
            hold_back(mailbox, uid, head, reason=reason, is_on_server=True, size_bytes=size_bytes)
        _move_cursor(mailbox, uid)
    return int(is_wanted)


def too_large_sentence(size_bytes: int) -> str:
    mega = 1024 * 1024
    return (
        f"It has {size_bytes / mega:.1f} MB, and SHOPBELL_MAIL_MAX_MB allows {settings.MAIL_MAX_BYTES // mega}. "
        "It stays on the mail server: raise the limit, start the desk again and try again here."
    )


def _head(client: IMAPClient, uid: int) -> bytes:
    """The beginning of its headers; empty when the server does not give out even those."""
    try:
        return client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEAD_BYTES}>"])[uid][b"BODY[HEADER]<0>"] or b""
    except (IMAPClientError, KeyError) as error:
        if _is_passing(error):
            raise
        return b""


def _move_cursor(mailbox: Mailbox, uid: int) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=uid)
    mailbox.last_uid = uid


def _is_old(mailbox: Mailbox, arrived: datetime | None) -> bool:
    if mailbox.since is None or arrived is None:
        return False
    return (timezone.make_aware(arrived) if timezone.is_naive(arrived) else arrived) < mailbox.since


def _is_passing(error: Exception) -> bool:
    """Whether it is no fault of the mail, so that the same mail may well be kept a little later."""
    if isinstance(error, IMAPClientError):
        return isinstance(error, imaplib.IMAP4.abort) or any(code in str(error) for code in PASSING)
    if isinstance(error, DataError | IntegrityError):
        return False
    return isinstance(error, OSError | DatabaseError | InterfaceError | ConnectorException)
