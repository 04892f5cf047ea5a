"""One message: its HTML in a page of its own, and taking it back within the seconds it is held.

Foreign HTML was cleaned before it was stored. It is shown in a frame that may run nothing, submit
nothing and fetch nothing from elsewhere until the agent asks for the pictures.
"""

import re

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.html import block_remote

from ..attachment import Attachment
from ..message import Message
from ..taking_back import take_back_reply
from ..ticket import Ticket
from .draft import draft_json

CID = re.compile(r'(<img\b[^>]*?\s)src="cid:([^"]*)"', re.IGNORECASE)
POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src {pictures}; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)


def find_message(request: AgentRequest, message_id: int) -> Message:
    """The message, if this agent may see its ticket; 404 otherwise."""
    visible = Ticket.objects.visible_to(request.user)
    return get_object_or_404(
        Message.objects.select_related("ticket").filter(ticket__in=visible), pk=message_id
    )


@agent_view(None)
@require_GET
def message_html(request: AgentRequest, message_id: int) -> HttpResponse:
    """GET /desk/messages/<id>/html/, with quoted=1 for what it quotes, pictures=1 to fetch remote pictures."""
    message = find_message(request, message_id)
    body = message.quoted_html if request.GET.get("quoted") else message.html
    wants_pictures = bool(request.GET.get("pictures"))
    if not wants_pictures:
        body, _ = block_remote(body)
    page = render(request, "tickets/message_html.html", {"body": Markup(with_inline(body, message))})  # noqa: S704 (cleaned)
    page.headers["Content-Security-Policy"] = POLICY.format(
        pictures="'self' data: https: http:" if wants_pictures else "'self' data:"
    )
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


@agent_view(Permission.TICKET_REPLY)
@require_POST
def undo(request: AgentRequest, message_id: int) -> HttpResponse:
    """POST /desk/messages/<id>/undo/ takes the reply back; its words are a draft again."""
    draft = take_back_reply(find_message(request, message_id), by=request.user)
    return JsonResponse({"draft": draft_json(draft)})


def with_inline(body: str, message: Message) -> str:
    """`body` with the pictures that came with the mail (cid:) at their own addresses."""
    files = {file.content_id.strip("<>"): file for file in message.attachments.all() if file.content_id}

    def address(match: re.Match) -> str:
        file: Attachment | None = files.get(match[2])
        return (
            f'{match[1]}src="{reverse("file", args=[file.pk, file.name])}"' if file else f'{match[1]}src=""'
        )

    return CID.sub(address, body)
