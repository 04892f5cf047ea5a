"""GET /chat/media/<id>/<key>: a file that the shop chose for those who wait; a part of it for players that ask so."""

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shopbell.core import blob
from shopbell.core.download import file_response
from shopbell.core.virus_check import check_of

from ..media import CAPTIONS, Medium

RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
MOST_BYTES = 4 * 1024 * 1024  # of one part: a player asks for the next


@require_safe
def waiting_file(request: HttpRequest, medium_id: int, key: str) -> FileResponse | HttpResponse:
    medium = Medium.objects.filter(pk=medium_id).first() if medium_id < 2**63 else None
    kind = medium.type_of(key) if medium else ""
    check = check_of(key) if kind else None
    if not kind or (check and (check.is_infected or check.is_waiting)):
        raise Http404
    try:
        response = _part(request, key) or file_response(
            key, name=f"{key[:12]}.{kind.partition('/')[2]}", content_type=kind
        )
    except FileNotFoundError:
        raise Http404 from None
    if kind == CAPTIONS or response.status_code == 206:
        response.headers["Content-Type"] = kind
        response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response


def _part(request: HttpRequest, key: str) -> HttpResponse | None:
    """The part that is asked for; None for all of it, and for whatever asks in another way."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return None
    with blob.open_blob(key) as file:
        size = blob.size_of(file)
        start = int(asked[1])
        last = min(int(asked[2]) if asked[2] else size - 1, size - 1, start + MOST_BYTES - 1)
        if start >= size or last < start:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        file.seek(start)
        response = HttpResponse(file.read(last - start + 1), status=206)
    response.headers["Content-Range"] = f"bytes {start}-{last}/{size}"
    return response
