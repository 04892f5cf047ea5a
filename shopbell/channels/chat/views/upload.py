"""POST /chat/<key>/upload?chat=…&name=…: one file, the body as it is; it waits for its message."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shopbell.core.blob import CHUNK
from shopbell.core.errors import TooLarge
from shopbell.core.file_size import filesize
from shopbell.core.rate import count_address, count_use
from shopbell.tickets.attachment import keep_attachment, refuse_programs

from ...inbox import Inbox
from ..protocol import chat_in, protocol


@protocol("POST")
def upload(request: HttpRequest, inbox: Inbox) -> dict:
    session = chat_in(request, inbox, request.GET.get("chat"))
    name = request.GET.get("name", "")
    refuse_programs(name)
    if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(
            _("The file is larger than %(limit)s MB. Send a link instead.")
            % {"limit": settings.UPLOAD_MAX_BYTES >> 20}
        )
    count_use(f"upload {session.visitor_id}", limit=40, seconds=600)
    count_address("upload", request, limit=200, seconds=600)
    file = keep_attachment(
        _chunks(request),
        name=name,
        content_type=request.content_type or "",
        uploaded_by=f"visitor-{session.visitor_id}",
    )
    return {
        "id": str(file.pk),
        "name": file.name,
        "size": filesize(file.size_bytes),
        "is_picture": file.is_picture,
    }


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk
