"""GET /mail/<message id>/raw: the mail as it came, byte for byte, for who may see its ticket."""

from io import BytesIO
from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core import blob
from shopbell.core.download import sized_response
from shopbell.core.virus_check import doubtful
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..raw_mail import RawMail


@agent_view(None)
@require_safe
def raw(request: AgentRequest, message_id: int) -> FileResponse:
    visible = Ticket.objects.visible_to(request.user)
    mails = EmailMessage.objects.select_related("raw").filter(message__ticket__in=visible)
    mail = get_object_or_404(mails, pk=message_id).raw
    keys = Attachment.objects.filter(message=message_id).values_list("blob", flat=True)
    if any(check.is_infected for check in doubtful(keys).values()):
        request.user.require(Permission.SETTINGS_MANAGE)  # it has the virus inside
    return raw_response(mail, f"message-{message_id}.eml")


def raw_response(mail: RawMail, name: str) -> FileResponse:
    """Always a download: opened in a browser, foreign HTML would stand on the desk's own address."""
    options: dict[str, Any] = {"as_attachment": True, "filename": name, "content_type": "message/rfc822"}
    if mail.blob:
        response = sized_response(blob.open_blob(mail.blob), **options)
    else:
        response = FileResponse(BytesIO(mail.raw), **options)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
