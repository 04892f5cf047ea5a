"""What lies above a folder's cursor: which mails, how large and how old, before any of them is fetched.

A server may refuse to say even that of a mail that it cannot read, or hang up at the question. A refusal costs nobody
else the answer. Where it hung up is remembered, and each of those mails is asked for alone from then on.
"""

import imaplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from .. import fault
from .folder import Folder

AT_ONCE = 50  # mails of one FETCH and one transaction
AT_ONCE_BYTES = 30 * 1024 * 1024
LISTED = 500  # mails that are asked about at once
SEARCHED = 20_000  # mails of one SEARCH: imaplib reads no line of a million bytes, and is at odds with its server then
DAYS_OFF = timedelta(days=2)  # SEARCH knows days only, and those of the server's time zone
PASSING = (
    "[UNAVAILABLE]",
    "[INUSE]",
    "[LIMIT]",
    "[SERVERBUG]",
)  # RFC 5530: the server's trouble, not the mail's


@dataclass(frozen=True)
class Facts:
    """What a server tells of a mail without giving it out."""

    size_bytes: int = 0
    arrived: datetime | None = None

    @property
    def is_too_large(self) -> bool:
        return self.size_bytes > settings.MAIL_MAX_BYTES

    def is_wanted_in(self, folder: Folder) -> bool:
        """Whether it arrived late enough; when in doubt it did."""
        if folder.since is None or self.arrived is None:
            return True
        return self.arrived >= folder.since.replace(microsecond=0)  # servers say when to the second


@dataclass(frozen=True)
class Portion:
    """Mails to fetch together. One that is too large, or at which the server hung up, is alone in its portion."""

    uids: list[int]
    is_too_large: bool = False
    is_suspect: bool = False


def ask(
    client: IMAPClient, uids: list[int], what: list[str], hang_ups: Counter[int]
) -> dict[int, dict[bytes, Any]]:
    """FETCH; a connection that breaks at it is counted against `uids`."""
    try:
        return client.fetch(uids, what)
    except (OSError, imaplib.IMAP4.abort):
        hang_ups.update(uids)
        raise


def facts_of(client: IMAPClient, uids: list[int], hang_ups: Counter[int]) -> dict[int, Facts]:
    """The facts of `uids`; those of which the server refuses to tell are missing."""
    try:
        found = ask(client, uids, ["RFC822.SIZE", "INTERNALDATE"], hang_ups)
    except IMAPClientError as error:
        if is_passing(error):
            raise
        if len(uids) < 2:
            return {}
        middle = len(uids) // 2
        return facts_of(client, uids[:middle], hang_ups) | facts_of(client, uids[middle:], hang_ups)
    return {
        uid: Facts(told.get(b"RFC822.SIZE", 0), _aware(told.get(b"INTERNALDATE")))
        for uid, told in found.items()
    }


def in_portions(
    folder: Folder, client: IMAPClient, uids: list[int], hang_ups: Counter[int]
) -> Iterator[Portion]:
    """Those of `uids` that are new enough, in order, in portions neither too many nor too large."""
    for start in range(0, len(uids), LISTED):
        some = uids[start : start + LISTED]
        unsuspected = [uid for uid in some if not hang_ups[uid]]
        facts = facts_of(client, unsuspected, hang_ups) if unsuspected else {}
        portion: list[int] = []
        size = 0
        for uid in some:
            known, is_suspect = facts.get(uid, Facts()), hang_ups[uid] > 0
            if not known.is_wanted_in(folder):
                continue
            is_alone = is_suspect or known.is_too_large
            if portion and (is_alone or len(portion) >= AT_ONCE or size + known.size_bytes > AT_ONCE_BYTES):
                yield Portion(portion)
                portion, size = [], 0
            if is_alone:
                yield Portion([uid], known.is_too_large, is_suspect)
                continue
            portion.append(uid)
            size += known.size_bytes
        if portion:
            yield Portion(portion)


def above_cursor(folder: Folder, client: IMAPClient, exists: int) -> list[int]:
    """UIDs above the cursor, in order. `exists` is how many mails the server says that the folder has."""
    return listed(folder, client, folder.last_uid + 1, None, exists)


def listed(folder: Folder, client: IMAPClient, first: int, last: int | None, exists: int) -> list[int]:
    """Which UIDs from `first` to `last` (None: to the end) are there, in order.

    Where old mail is not wanted, the server leaves out most of it.
    """
    found: set[int] = set()
    for begin, end in _ranges(client, first, last, exists):
        wanted: list[Any] = ["UID", f"{begin}:{end or '*'}"]
        if folder.since is not None:
            wanted += ["SINCE", (folder.since - DAYS_OFF).date()]
        found.update(client.search(wanted))
    return sorted(uid for uid in found if first <= uid <= (last or uid))  # "n:*" always names the last too


def _ranges(
    client: IMAPClient, first: int, last: int | None, exists: int
) -> Iterator[tuple[int, int | None]]:
    """What to ask for at once, so that no answer is longer than imaplib reads."""
    if exists <= SEARCHED:
        yield first, last
        return
    ends = client.search("1,*")  # by their places: the lowest UID and the highest
    begin, highest = max(first, min(ends, default=first)), max(ends, default=first)
    highest = min(last or highest, highest)
    while begin + SEARCHED <= highest:
        yield begin, begin + SEARCHED - 1
        begin += SEARCHED
    yield begin, last  # with what has come in meanwhile


def _aware(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment is not None and timezone.is_naive(moment) else moment


def is_passing(error: Exception) -> bool:
    """Whether it is no fault of the mail, so that the same mail may well be kept a little later."""
    if isinstance(error, IMAPClientError):
        return isinstance(error, imaplib.IMAP4.abort) or any(code in str(error) for code in PASSING)
    # who brings a mail by SMTP tries for days and gives up; a folder would be stopped by one mail for good
    return fault.is_passing(error) and not isinstance(error, MemoryError)
