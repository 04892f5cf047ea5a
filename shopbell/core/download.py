"""Handing out stored files without trusting them.

Only raster pictures, sound and film are shown in place; all else is downloaded. Whatever a browser makes
of it, the answer runs in a sandbox of its own origin, so a file can read nothing of the desk.
"""

import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse

from . import blob
from .captions import CAPTIONS

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
INLINE = PICTURES | {"audio/mpeg", "audio/ogg", "audio/wav", "video/mp4", "video/webm"}
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
MOST_PART_BYTES = 4 * 1024 * 1024  # a player asks for the next


def file_response(key: str, *, name: str, content_type: str, as_download: bool = False) -> FileResponse:
    """The blob `key` under the file name `name`. FileNotFoundError when the store does not have it."""
    is_inline = content_type in INLINE and not as_download
    response = sized_response(
        blob.open_blob(key),
        as_attachment=not is_inline,
        filename=name,
        content_type=content_type if is_inline else "application/octet-stream",
    )
    return _distrusted(response)


def media_response(
    request: HttpRequest, key: str, *, name: str, content_type: str
) -> FileResponse | HttpResponse:
    """The same for what plays: a part of it for players that ask so, and captions, which are read in place."""
    plays = content_type in INLINE
    response = (plays and _part(request, key)) or file_response(key, name=name, content_type=content_type)
    if content_type == CAPTIONS or response.status_code == 206:
        response.headers["Content-Type"] = content_type
        response.headers["Content-Disposition"] = "inline"
    if plays:
        response.headers["Accept-Ranges"] = "bytes"
    return _distrusted(response)


def _distrusted(response):
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _part(request: HttpRequest, key: str) -> HttpResponse | None:
    """The part that is asked for; None for all of it, and for whatever asks in another way."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return None
    start = int(asked[1])
    wanted = int(asked[2]) + 1 - start if asked[2] else MOST_PART_BYTES
    part, size = blob.part(key, start, max(min(wanted, MOST_PART_BYTES), 0))
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    said = {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{size}"}
    return HttpResponse(part, status=206, headers=said)


def sized_response(file: BinaryIO, **options) -> FileResponse:
    """A stored file as an answer that says its size, also when it comes from a bucket piece by piece.

    It comes through the desk wherever it lies: a link to the bucket would serve whoever has it, without the sandbox.
    """
    response = FileResponse(file, **options)
    response.headers["Content-Length"] = str(blob.size_of(file))
    return response
