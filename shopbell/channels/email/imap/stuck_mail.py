"""A stuck mail: one that the fetching of a mailbox had to pass by, and where it lies on its server.

It has a row in the quarantine like other mail that could not be made a message. Either its bytes are in that row,
or the row has the beginning of its headers and the mail itself lies on the server still, because it is larger
than the desk takes or the server would not give it out. Trying it again (`replay.py`) fetches it first.

A server may number its mails anew. Then the whole folder is looked through again, and each stuck mail is found at its
new number, has come in, or is gone (`settle_renumbered`).
"""

import hashlib

from django.db import models
from django.utils import timezone

from shopbell.core import blob
from shopbell.core.storable import storable_name

from ..email_message import EmailMessage
from ..mime.headers import peek
from ..parse import parse
from ..raw_mail import RawMail, State
from .folder import Folder
from .mailbox import Mailbox

GONE = "The mail server numbered its mails anew, and this one is not among them any more. Only its headers are here."


class StuckMail(models.Model):
    raw = models.OneToOneField(RawMail, models.CASCADE, primary_key=True, related_name="stuck")
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="stuck_mails")
    place = models.CharField(
        max_length=4000, help_text="server, user and folder: `Mailbox.place` at that time"
    )
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    is_on_server = models.BooleanField(help_text="the row has the beginning of its headers only")
    is_gone = models.BooleanField(default=False, help_text="not found again after its server numbered anew")


def hold_back(
    folder: Folder, uid: int, content: bytes, *, reason: str, is_on_server: bool, size_bytes: int = 0
) -> None:
    """Quarantine a mail in the caller's transaction: whole, or `is_on_server` with its headers alone.

    The same mail again, as after a new UIDVALIDITY, changes only where it lies.
    """
    error = f"UID {uid}: {reason}".replace("\0", "")[:2000]
    row, is_new = RawMail.objects.get_or_create(
        inbox_id=folder.account.inbox_id,
        fingerprint=_fingerprint(folder, uid, content, is_on_server),
        defaults={
            "state": State.QUARANTINED,
            "blob": blob.put(content),
            "size_bytes": size_bytes or len(content),
            "door": folder.door,
            "sender": _sender(content),
            "error": error,
            "finished_at": timezone.now(),
        },
    )
    where = {
        "mailbox": folder.account,
        "place": folder.place,
        "uid_validity": folder.uid_validity,
        "uid": uid,
        "is_gone": False,
    }
    if is_new:
        StuckMail.objects.create(raw=row, is_on_server=is_on_server, **where)
    else:
        StuckMail.objects.filter(raw=row).update(**where)
        RawMail.objects.filter(pk=row.pk, state=State.QUARANTINED).update(error=error)


def settle_renumbered(folder: Folder) -> None:
    """After a look through the whole folder: what became of stuck mails that were known by earlier numbers.

    One of which the server gave out nothing has come in or has a new row by now, so its old one goes.
    """
    left = StuckMail.objects.filter(
        mailbox=folder.account,
        place=folder.place,
        is_on_server=True,
        is_gone=False,
        raw__state=State.QUARANTINED,
    )
    for stuck in left.exclude(uid_validity=folder.uid_validity or 0).select_related("raw"):
        head = stuck.raw.raw
        if not head or _has_come(stuck.raw, peek(head)[0]):
            stuck.raw.delete()
            continue
        StuckMail.objects.filter(pk=stuck.pk).update(is_gone=True)
        RawMail.objects.filter(pk=stuck.pk).update(error=GONE)


def _has_come(row: RawMail, message_id: str) -> bool:
    """Whether the mail of which `row` has the headers is here by another row."""
    others = RawMail.objects.filter(inbox=row.inbox, external_id=message_id).exclude(pk=row.pk)
    return bool(message_id) and (
        EmailMessage.objects.filter(external_id=message_id, raw__inbox=row.inbox).exists()
        or others.exclude(state=State.DONE).exists()
    )


def stuck_sentence(folder: Folder) -> str:
    """What the folder shows while mails of it are stuck: the last of them and its reason; empty without any."""
    stuck = RawMail.objects.filter(
        stuck__mailbox=folder.account, stuck__place=folder.place, state=State.QUARANTINED
    )
    error = stuck.order_by("-pk").values_list("error", flat=True).first()
    if error is None:
        return ""
    others = stuck.count() - 1
    more = f" {others} more wait there." if others else ""
    return f"{error} It waits in the quarantine, and the mails behind it come in.{more}"[:2000]


def _fingerprint(folder: Folder, uid: int, content: bytes, is_on_server: bool) -> str:
    """What tells it from other mail, without reading more of it than its bytes: reading may be what failed."""
    if is_on_server and not content:
        content = f"{folder.account.pk} {folder.place} {folder.uid_validity} {uid}".encode()
    return hashlib.sha256((b"on the server: " if is_on_server else b"") + content).hexdigest()


def _sender(content: bytes) -> str:
    sender = parse(content[:64_000]).sender
    return storable_name(sender.address, 1000) if sender else ""
