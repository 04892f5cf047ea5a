"""Attachments: files on a message. The bytes lie in the object store, the row says what they are called.

A file is uploaded before its message is written (`message` is null until then). As long as a draft
or a scheduled reply holds it, it stays; what nobody sent or keeps is swept after a day.
"""

import mimetypes
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.errors import Refused
from shopbell.core.file_type import BEGIN, UNKNOWN, type_of
from shopbell.core.virus_check import doubtful, have_checked

from .message import Message

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
UNSENT_KEPT = timedelta(days=1)
PROGRAMS = {  # what runs when a hurried agent opens it; a shopper has no need to send one
    *"ade adp app bat chm cmd com cpl dll exe hta inf iso jar js jse lnk mde msc msi msp mst".split(),
    *"pif ps1 reg scr sct sh shb sys vb vbe vbs vhd vxd wsc wsf wsh".split(),
}


class Attachment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey("tickets.Draft", models.SET_NULL, null=True, related_name="uploads")
    scheduled = models.ForeignKey(
        "tickets.ScheduledReply", models.SET_NULL, null=True, related_name="uploads"
    )
    name = models.CharField(max_length=500)
    content_type = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    blob = BlobKey()
    content_id = models.CharField(
        max_length=300, blank=True, help_text="how the HTML of a mail names it (cid:)"
    )
    is_inline = models.BooleanField(default=False)
    uploaded_by = models.CharField(
        max_length=60, blank=True, help_text="agent-3 or visitor-…, until it is sent"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it: raster pictures only, since an SVG can run scripts."""
        return self.content_type in PICTURES


def keep_attachment(
    chunks: Iterable[bytes],
    *,
    name: str,
    content_type: str = "",
    message: Message | None = None,
    uploaded_by: str = "",
    content_id: str = "",
    is_inline: bool = False,
) -> Attachment:
    """Store a file and its row, and have it checked. The type is what its bytes say, else the sender, else its name.

    Raises Refused when it is larger than SHOPBELL_UPLOAD_MAX_MB.
    """
    name = clean_name(name)
    pieces = _limited(chunks)
    first = next(pieces, b"")
    key, size_bytes = blob.put_chunks(chain([first], pieces))
    have_checked([key])
    claimed = content_type or mimetypes.guess_type(name)[0] or UNKNOWN
    return Attachment.objects.create(
        message=message,
        name=name,
        size_bytes=size_bytes,
        blob=key,
        uploaded_by=uploaded_by,
        is_inline=is_inline,
        content_id=content_id[:300],
        content_type=type_of(first[:BEGIN], claimed)[:200],
    )


@transaction.atomic
def attach_uploads(message: Message, ids: Iterable[uuid.UUID | str], *, uploaded_by: str) -> None:
    """Put files that `uploaded_by` has uploaded onto `message`, in the order of `ids`; those of others are passed over.

    A message that was taken back gets none: its files went back to the composer. Raises Refused for an infected one.
    """
    if message.unsent_at:
        return
    order = [str(each) for each in ids]
    own = Attachment.objects.filter(pk__in=order, message=None, uploaded_by=uploaded_by).select_for_update()
    files = sorted(own, key=lambda file: order.index(str(file.pk)))
    refuse_infected(files)
    # several come up at once, and the small ones first: they take their moments in the order they were put there
    moments = sorted(file.created_at for file in files)
    for file, moment in zip(files, moments, strict=True):
        file.message, file.draft, file.created_at = message, None, moment
    Attachment.objects.bulk_update(files, ["message", "draft", "created_at"])


def refuse_infected(files: Iterable[Attachment]) -> None:
    """Raise Refused when one of `files` is known to have a virus."""
    files = list(files)
    checks = doubtful(file.blob for file in files)
    for file in files:
        if file.blob in checks and checks[file.blob].is_infected:
            raise Refused(
                _("The file “%(name)s” has a virus. Take it off and send again.") % {"name": file.name}
            )


def refuse_programs(name: str) -> None:
    """Raise Refused for the name of a program. What the bytes are is the download's business: it never runs them."""
    _stem, dot, ending = clean_name(name).rpartition(".")
    if dot and ending.lower() in PROGRAMS:
        raise Refused(_("Programs cannot be sent. Send a picture, a document or an archive."))


def release_uploads(message: Message, *, uploaded_by: str) -> list[Attachment]:
    """Take the files of a reply that was taken back off it, to be sent with another; returns them."""
    files = list(message.attachments.all())
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(
        message=None, uploaded_by=uploaded_by
    )
    return files


def sweep_unsent(now: datetime) -> int:
    """Forget uploads that were never sent and that no draft and no scheduled reply holds; returns how many."""
    old = Attachment.objects.filter(
        message=None, draft=None, scheduled=None, created_at__lt=now - UNSENT_KEPT
    )
    return old.delete()[0]


def clean_name(name: str) -> str:
    """A file name without folders and control characters, at most 200 characters, its ending kept.

    Unusual spaces and marks of direction stay: real names have them, and screens isolate names.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in base if unicodedata.category(c) not in {"Cc", "Cs"}).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 12:
        return f"{stem[:187]}.{ending}"
    return name[:200] or "file"


def _limited(chunks: Iterable[bytes]) -> Iterator[bytes]:
    left = settings.UPLOAD_MAX_BYTES
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise Refused(_("The file is larger than %(limit)s MB. Send a link instead.") % {"limit": limit})
        yield chunk
