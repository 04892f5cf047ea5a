"""A mail that was handed to the desk and cannot be kept as others are: held back, whole, in the quarantine.

A fault of ours that a mail meets would meet it again at each try, and whoever brings it gives up after some days. So it
is taken once its bytes are safe; admins hear of it (`breakdown.py`), and try it again when the fault is mended. A
database or a disk that fails is another matter: it passes, and whoever brings the mail waits.
"""

import hashlib
import logging

from django.db import transaction
from django.utils import timezone

from shopbell.core import blob

from .fault import is_passing
from .inbound import take_in
from .mime.headers import peek
from .raw_mail import Arrival, RawMail, State

log = logging.getLogger(__name__)


def take_in_or_hold_back(arrivals: list[Arrival]) -> None:
    """Keep these mails, in one transaction; when this returns they are safe, if only in the quarantine.

    Raises what is no fault of theirs.
    """
    try:
        take_in(arrivals)
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("%s mails could not be kept as others are", len(arrivals))
        hold_back(arrivals, f"{type(error).__name__}: {error}")


@transaction.atomic
def hold_back(arrivals: list[Arrival], reason: str) -> None:
    """Quarantine them. Little of them is read, since reading may be what failed; the same again adds nothing."""
    for arrival in arrivals:
        message_id, fingerprint = _names_of(arrival.raw)
        RawMail.objects.get_or_create(  # type: ignore[misc]
            inbox_id=arrival.inbox_id,
            fingerprint=fingerprint,
            defaults={
                "external_id": _plain(message_id, 500),
                "state": State.QUARANTINED,
                "blob": blob.put(arrival.raw),
                "size_bytes": len(arrival.raw),
                "door": arrival.door,
                "sender": _plain(arrival.sender, 1000),
                "recipients": [_plain(each, 1000) for each in arrival.recipients],
                "peer": _plain(arrival.peer, 60),
                "helo": _plain(arrival.helo, 255),
                "received_at": arrival.received_at,
                "error": _plain(reason, 2000),
                "finished_at": timezone.now(),
            },
        )


def name_as_others(row: RawMail) -> RawMail:
    """The row of a mail that could not even be looked into, named by what can be read now; or the one it is in already.

    Only so do its answers find it, and is it one mail with what came by another door.
    """
    content = row.raw
    if row.fingerprint != _odd(content):
        return row
    message_id, fingerprint = _names_of(content)
    with transaction.atomic():
        known = RawMail.objects.filter(inbox=row.inbox, fingerprint=fingerprint).first()
        if known and known != row:
            row.delete()
            return known
        row.external_id, row.fingerprint = _plain(message_id, 500), fingerprint
        row.save(update_fields=["external_id", "fingerprint"])
    return row


def _names_of(raw: bytes) -> tuple[str, str]:
    """Message-ID and fingerprint as others have them (what answers it waits for it), or an odd one of its own."""
    try:
        return peek(raw)
    except Exception:
        log.exception("A mail cannot even be looked into")
        return "", _odd(raw)


def _odd(raw: bytes) -> str:
    return hashlib.sha256(b"held back: " + raw).hexdigest()


def _plain(words: str, length: int) -> str:
    """What any column takes."""
    return words.encode("utf-8", "replace").decode().replace("\0", "")[:length]
