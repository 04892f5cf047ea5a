"""Sending on what stands in a ticket: …/forward/ in words that can be changed, …/redirect/ a mail as it came."""

import uuid

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.composed import uuid_of
from shopbell.tickets.views.head import done, find_ticket
from shopbell.tickets.views.message import find_message

from ..sending.forward import ORIGINAL, forward, forwardable, forwarded_subject, forwarded_words, originals_of
from ..sending.redirect import can_redirect, redirect_mail
from ..sending.sender import mail_inbox_of
from ..sending.transport import sends_as_it_is
from ..sending.way_out import mail_leaves
from ..taking_back import way_back
from .side import lines_of


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def forwarding(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """With message=<id> that message, else the whole thread.

    POST to, cc, bcc, subject, text, client_id, file (those chosen).
    """
    ticket = find_ticket(request, ticket_id)
    said = request.POST if request.method == "POST" else request.GET
    wanted = said.get("message", "")
    messages = forwardable(ticket, row_key(wanted) if wanted else None)
    if request.method == "POST":
        with transaction.atomic():
            side, sent = forward(
                ticket, messages, **lines_of(said), subject=said.get("subject", ""), text=said.get("text", ""),
                files=request.POST.getlist("file"), by=request.user, client_id=uuid_of(said.get("client_id", "")),
            )  # fmt: skip
        words = _sent(_("Forwarded to %(recipients)s."), side.everybody, ticket)
        return done(request, ticket_id, said=words, undo=way_back(sent))
    one = messages[0] if wanted and messages else None
    context = {
        "ticket": ticket, "message": one, "subject": forwarded_subject(ticket), "words": forwarded_words(messages),
        "files": [file for each in messages for file in each.attachments.all()], "original": ORIGINAL,
        "has_original": next(originals_of(messages), None) is not None, "client_id": uuid.uuid4(),
        "may_redirect": one is not None and can_redirect(one) and sends_as_it_is(mail_inbox_of(ticket)),
    }  # fmt: skip
    return _dialog(request, "email/forward.html", context)


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def redirecting(request: AgentRequest, message_id: int) -> HttpResponse:
    """POST to, cc, bcc: the addresses."""
    message = find_message(request, message_id)
    if request.method == "POST":
        recipients = redirect_mail(message, **lines_of(request.POST), by=request.user)
        return done(
            request,
            message.ticket_id,
            said=_sent(_("Redirected to %(recipients)s."), recipients, message.ticket),
            undo=way_back(message),
        )
    return _dialog(request, "email/redirect.html", {"ticket": message.ticket, "message": message})


def _dialog(request: AgentRequest, dialog: str, context: dict) -> HttpResponse:
    template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    return render(request, template, {**context, "dialog": dialog})


def _sent(words: str, recipients: list[str], ticket: Ticket) -> str:
    has_left = mail_leaves(mail_inbox_of(ticket))
    outbox = "" if has_left else " " + _("It waits in the outbox: no mail server is set.")
    return words % {"recipients": ", ".join(recipients)} + outbox
