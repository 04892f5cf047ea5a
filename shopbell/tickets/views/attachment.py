"""Files: POST /desk/uploads/ keeps one before its message is sent, DELETE forgets it, GET /files/… hands it out.

One that is not known to be clean is handed out after a page that warns, whose button asks for it `anyway`.
"""

import uuid

from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.download import file_response
from shopbell.core.virus_check import State, VirusCheck, check_of

from ..attachment import Attachment, keep_attachment
from ..ticket import Ticket


@agent_view(Permission.TICKET_NOTE)
@require_POST
def uploads(request: AgentRequest) -> HttpResponse:
    """Keep `file` for the agent until a message takes it; 422 when it is too large."""
    file = request.FILES.get("file")
    if file is None:
        return HttpResponseBadRequest(_("Send one file under the name “file”."))
    kept = keep_attachment(
        file.chunks(),
        name=file.name or "file",
        content_type=file.content_type or "",
        uploaded_by=_owner(request),
    )
    return JsonResponse({"id": str(kept.pk), "name": kept.name, "size_bytes": kept.size_bytes}, status=201)


@agent_view(Permission.TICKET_NOTE)
@require_http_methods(["DELETE"])
def upload(request: AgentRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Forget a file that was not sent; one that is gone already is fine."""
    Attachment.objects.filter(pk=upload_id, message=None, uploaded_by=_owner(request)).delete()
    return HttpResponse(status=204)


@agent_view(None)
@require_GET
def file(request: AgentRequest, file_id: uuid.UUID, name: str) -> HttpResponseBase:
    """The bytes of an attachment of a ticket that the agent may see, or of their own upload."""
    kept = get_object_or_404(Attachment.objects.select_related("message"), pk=file_id)
    if not _may_read(request, kept):
        raise Http404
    check = check_of(kept.blob)
    doubt = check if check and check.state != State.CLEAN else None
    insists = "anyway" in request.GET
    if doubt and not _may_have(request, kept, doubt, insists=insists):
        may_insist = not doubt.is_infected or request.user.may(Permission.SETTINGS_MANAGE)
        shown = {"file": kept, "check": doubt, "may_insist": may_insist, "agent": request.user}
        return render(request, "tickets/doubtful_file.html", shown, status=403 if doubt.is_infected else 409)
    try:
        return file_response(
            kept.blob,
            name=kept.name,
            content_type=kept.content_type,
            as_download=bool(doubt and insists) or "download" in request.GET,
        )
    except FileNotFoundError:
        raise Http404(_("The file is no longer in the store.")) from None


def _may_have(request: AgentRequest, kept: Attachment, doubt: VirusCheck, *, insists: bool) -> bool:
    """Whether a file that is not known to be clean is handed out."""
    if doubt.is_infected:
        return insists and request.user.may(Permission.SETTINGS_MANAGE)
    return insists or kept.is_picture


def _may_read(request: AgentRequest, kept: Attachment) -> bool:
    if kept.message is None:
        return kept.uploaded_by == _owner(request)
    return Ticket.objects.visible_to(request.user).filter(pk=kept.message.ticket_id).exists()


def _owner(request: AgentRequest) -> str:
    return f"agent-{request.user.pk}"
