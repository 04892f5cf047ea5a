"""Remote pictures fetched by the desk, once for all agents, and kept for some weeks.

Whoever lays a picture somewhere learns that a desk asked for it, and no more: not which agent, with what browser, nor
how often. What comes is taken for a picture only when it is one, and is called what it is, whatever its server said.
"""

import hashlib
import io
import threading
import warnings
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from PIL import Image

from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.http.guarded import CannotReach, ask
from shopbell.core.picture import BROKEN

WEB = frozenset({"http", "https"})
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
MOST_BYTES, MOST_PIXELS, HOPS = 8_000_000, 40_000_000, 4
KEPT, PAUSE = timedelta(days=30), timedelta(minutes=10)
AT_ONCE = 2  # in a process: a server that dawdles must not hold the threads that answer pages
_places = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """All places are taken; whoever asks again a moment later gets one."""


class RemotePicture(models.Model):
    """What came from an address, or that nothing did. The address itself is not kept: it may name a person."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address")
    blob = BlobKey(blank=True, help_text="empty when there was no picture")
    content_type = models.CharField(max_length=20, blank=True)
    fetched_at = models.DateTimeField(default=timezone.now, db_index=True)


def fetch_picture(address: str) -> RemotePicture:
    """The picture at `address`, from the store or else from there. Raises Busy rather than wait in a line."""
    fingerprint = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
    known = RemotePicture.objects.filter(fingerprint=fingerprint).first()
    if known and timezone.now() - known.fetched_at < (KEPT if known.blob else PAUSE):
        return known
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        content, content_type = _fetch(address)
    finally:
        _places.release()
    found = {
        "blob": blob.put(content) if content else "",
        "content_type": content_type,
        "fetched_at": timezone.now(),
    }
    return RemotePicture.objects.update_or_create(fingerprint=fingerprint, defaults=found)[0]


def sweep_pictures(now: datetime) -> int:
    """Forget pictures that were fetched long ago; returns how many."""
    return RemotePicture.objects.filter(fetched_at__lt=now - KEPT).delete()[0]


def _fetch(address: str) -> tuple[bytes, str]:
    """The bytes of the picture and what it is; empty when there is none that can be shown."""
    try:
        answer = ask(
            "GET",
            address,
            headers={"Accept": "image/*"},
            schemes=WEB,
            most_bytes=MOST_BYTES,
            most_redirects=HOPS,
        )
    except CannotReach:
        return b"", ""
    if answer.status != 200 or len(answer.body) >= MOST_BYTES:
        return b"", ""
    kind = _kind_of(answer.body)
    return (answer.body, kind) if kind else (b"", "")


def _kind_of(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=tuple(FORMATS))
            return FORMATS[str(picture.format)] if picture.width * picture.height <= MOST_PIXELS else ""
    except BROKEN:
        return ""
