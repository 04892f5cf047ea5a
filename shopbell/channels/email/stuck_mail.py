"""A stuck mail: one that the fetching of a mailbox had to pass by, and where it lies on its server.

It has a row in the quarantine like other mail that could not be made a message. Either its bytes are in that row,
or the row has the beginning of its headers and the mail itself lies on the server still, because it is larger
than the desk takes or the server would not give it out. Trying it again (`replay.py`) fetches it first.
"""

import hashlib

from django.db import models
from django.utils import timezone

from shopbell.core import blob

from .mailbox import Mailbox
from .parse import parse
from .raw_mail import Door, RawMail, State, storable_address


class StuckMail(models.Model):
    raw = models.OneToOneField(RawMail, models.CASCADE, primary_key=True, related_name="stuck")
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="stuck_mails")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    is_on_server = models.BooleanField(help_text="the row has the beginning of its headers only")


def hold_back(
    mailbox: Mailbox, uid: int, content: bytes, *, reason: str, is_on_server: bool, size_bytes: int = 0
) -> None:
    """Quarantine a mail in the caller's transaction: whole, or `is_on_server` with its headers alone.

    The same mail again, as after a new UIDVALIDITY, changes only where it lies.
    """
    row, is_new = RawMail.objects.get_or_create(
        inbox_id=mailbox.inbox_id,
        fingerprint=_fingerprint(mailbox, uid, content, is_on_server),
        defaults={
            "state": State.QUARANTINED,
            "blob": blob.put(content),
            "size_bytes": size_bytes or len(content),
            "door": Door.IMAP,
            "sender": _sender(content),
            "error": f"UID {uid}: {reason}".replace("\0", "")[:2000],
            "finished_at": timezone.now(),
        },
    )
    where = {"mailbox": mailbox, "uid_validity": mailbox.uid_validity, "uid": uid}
    if is_new:
        StuckMail.objects.create(raw=row, is_on_server=is_on_server, **where)
    else:
        StuckMail.objects.filter(raw=row).update(**where)


def stuck_sentence(mailbox: Mailbox) -> str:
    """What the mailbox shows while mails of it are stuck: the last of them and its reason; empty without any."""
    stuck = RawMail.objects.filter(stuck__mailbox=mailbox, state=State.QUARANTINED)
    error = stuck.order_by("-pk").values_list("error", flat=True).first()
    if error is None:
        return ""
    others = stuck.count() - 1
    more = f" {others} more wait there." if others else ""
    return f"{error} It waits in the quarantine, and the mails behind it come in.{more}"[:2000]


def _fingerprint(mailbox: Mailbox, uid: int, content: bytes, is_on_server: bool) -> str:
    """What tells it from other mail, without reading more of it than its bytes: reading may be what failed."""
    if is_on_server and not content:
        content = f"{mailbox.pk} {mailbox.uid_validity} {uid}".encode()
    return hashlib.sha256((b"on the server: " if is_on_server else b"") + content).hexdigest()


def _sender(content: bytes) -> str:
    sender = parse(content[:64_000]).sender
    return storable_address(sender.address) if sender else ""
