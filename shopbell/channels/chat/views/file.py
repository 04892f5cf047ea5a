"""GET /chat/files/<signed>: a file of a message, for whoever was given the link."""

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.core.download import file_response
from shopbell.core.virus_check import check_of

from ..file_link import file_of


@require_safe
def file(request: HttpRequest, signed: str) -> FileResponse:
    attachment = file_of(signed)
    if attachment is None:
        raise Http404(_("This link has ended. Open the chat again for a new one."))
    check = check_of(attachment.blob)
    if check and check.is_infected:
        raise Http404(_("This file has a virus. Nobody can open it."))
    if check and check.is_waiting and not attachment.is_picture:
        raise Http404(_("This file is being checked for viruses. Try again in a minute."))
    try:
        return file_response(attachment.blob, name=attachment.name, content_type=attachment.content_type)
    except FileNotFoundError:
        raise Http404(_("The file is gone.")) from None
