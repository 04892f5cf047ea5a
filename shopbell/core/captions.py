"""Captions of a film, as every browser reads them: WebVTT (https://www.w3.org/TR/webvtt1/)."""

from typing import BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext as _

from .errors import Refused

CAPTIONS = "text/vtt"
MOST_BYTES = 200_000


def captions_in(file: BinaryIO | File, size_bytes: int) -> bytes:
    """What `file` holds, without the mark of its encoding. Raises Refused for anything else than WebVTT."""
    content = file.read(MOST_BYTES + 1) if size_bytes <= MOST_BYTES else b""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text.startswith("WEBVTT") or "-->" not in text:
        raise Refused(_("These are no captions. Choose a WebVTT file, which begins with WEBVTT."))
    return text.encode()
