"""Side conversations: GET /desk/tickets/<id>/side/ asks whom to write, POST begins; POST …/side/<id>/ writes again."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.toast import add_toast
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import Message
from shopbell.tickets.views.head import done, find_ticket

from ..sending.sender import mail_inbox_of
from ..sending.way_out import mail_leaves
from ..side import SideConversation, conversations_of, start_side_conversation, write_side_message
from ..taking_back import way_back

MOST_FILES = 10


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def start(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST to, cc, bcc (addresses), subject, text, client_id and files."""
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        dialog = "email/side/dialog.html"
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        return render(request, template, {"ticket": ticket, "dialog": dialog, "client_id": uuid.uuid4()})
    said, lines = request.POST, lines_of(request.POST)
    with transaction.atomic():
        side, message = start_side_conversation(
            ticket, to=lines["to"], cc=lines["cc"], bcc=lines["bcc"], subject=said.get("subject", ""),
            text=said.get("text", ""), by=request.user, client_id=_client_id(request),
        )  # fmt: skip
        _keep_files(request, message)
    return done(request, ticket_id, said=_sent(side), undo=way_back(message))


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def side(request: AgentRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """The folded block of the thread; POST text, client_id and files writes to the recipients again."""
    ticket = find_ticket(request, ticket_id)
    found = get_object_or_404(SideConversation.objects.select_related("ticket"), pk=side_id, ticket=ticket)
    if request.method == "POST":
        with transaction.atomic():
            text = request.POST.get("text", "")
            message = write_side_message(found, text, by=request.user, client_id=_client_id(request))
            _keep_files(request, message)
        if not request.headers.get("HX-Request"):
            return redirect("ticket", ticket.pk)
    context = {
        "ticket": ticket, "agent": request.user, "side": conversations_of([side_id])[side_id], "is_open": True,
    }  # fmt: skip
    answer = render(request, "email/side/_conversation.html", context)
    if request.method == "POST":
        add_toast(answer, _sent(found), undo=way_back(message))
    return answer


def lines_of(said: Mapping[str, str]) -> dict[str, str]:
    """To whom a dialog says that a mail goes."""
    return {name: said.get(name, "") for name in ("to", "cc", "bcc")}


def _sent(side: SideConversation) -> str:
    words = (
        _("Sent to %(recipients)s.")
        if mail_leaves(mail_inbox_of(side.ticket))
        else _("To %(recipients)s. It waits in the outbox: no mail server is set.")
    )
    return words % {"recipients": ", ".join(side.everybody)}


def _client_id(request: AgentRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return None


def _keep_files(request: AgentRequest, message: Message) -> None:
    """The files of the form, once per message: a second try of the same finds them there."""
    if message.attachments.exists():
        return
    for file in request.FILES.getlist("files")[:MOST_FILES]:
        keep_attachment(
            file.chunks(), name=file.name or "file", content_type=file.content_type or "", message=message
        )
