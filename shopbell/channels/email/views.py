"""GET /mail/<message id>/raw: the mail as it came, byte for byte, for who may see its ticket."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from shopbell.core import blob
from shopbell.tickets.ticket import Ticket

from .email_message import EmailMessage


@require_GET
@login_required
def raw(request: HttpRequest, message_id: int) -> FileResponse:
    """Always a download: opened in a browser, foreign HTML would stand on the desk's own address."""
    visible = Ticket.objects.visible_to(request.user)
    mail = get_object_or_404(
        EmailMessage.objects.select_related("raw"), message_id=message_id, message__ticket__in=visible
    )
    response = FileResponse(
        blob.open_blob(mail.raw.blob),
        as_attachment=True,
        filename=f"message-{message_id}.eml",
        content_type="message/rfc822",
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
