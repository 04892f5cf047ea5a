"""Handing out stored files without trusting them.

Only raster pictures, sound and film are shown in place; all else is downloaded. Whatever a browser makes
of it, the answer runs in a sandbox of its own origin, so a file can read nothing of the desk.
"""

from typing import BinaryIO

from django.http import FileResponse

from . import blob

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
INLINE = PICTURES | {"audio/mpeg", "audio/ogg", "audio/wav", "video/mp4", "video/webm"}


def file_response(key: str, *, name: str, content_type: str, as_download: bool = False) -> FileResponse:
    """The blob `key` under the file name `name`. FileNotFoundError when the store does not have it."""
    is_inline = content_type in INLINE and not as_download
    response = sized_response(
        blob.open_blob(key),
        as_attachment=not is_inline,
        filename=name,
        content_type=content_type if is_inline else "application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def sized_response(file: BinaryIO, **options) -> FileResponse:
    """A stored file as an answer that says its size, also when it comes from a bucket piece by piece.

    It comes through the desk wherever it lies: a link to the bucket would serve whoever has it, without the sandbox.
    """
    response = FileResponse(file, **options)
    response.headers["Content-Length"] = str(blob.size_of(file))
    return response
