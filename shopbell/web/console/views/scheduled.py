"""Send later: POST …/later/ schedules what the composer has, …/scheduled/<id>/back/ and …/now/ change one's mind."""

import uuid
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.scheduled import send_scheduled
from shopbell.core.errors import Refused
from shopbell.tickets.crossing import Crossed
from shopbell.tickets.draft import DraftConflict, Words
from shopbell.tickets.scheduled_reply import call_back, find_scheduled, schedule_reply
from shopbell.tickets.views.composed import Composed, answer_sent
from shopbell.tickets.views.draft import answer_conflict, draft_json
from shopbell.tickets.views.head import find_ticket

from ..composer import recipients_of
from .composer import THEN, answer_crossed


@agent_view(Permission.TICKET_REPLY)
@require_POST
def later(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST what a reply has, and `at`: a moment, or a local time in the agent's own zone."""
    ticket = find_ticket(request, ticket_id)
    composed = Composed.of(request)
    channel = request.POST.get("channel", "")
    if channel not in recipients_of(ticket)[0]:
        raise Refused(_("This customer cannot be answered on this channel. Choose another."))
    then = THEN.get(request.POST.get("then", ""))
    if then:
        request.user.require(Permission.TICKET_UPDATE)
    words = Words(
        composed.text, composed.html, channel, composed.in_reply_to_id, frozenset(composed.uploads),
        composed.macro_ids, composed.client_id or uuid.uuid4(), composed.addressees,
    )  # fmt: skip
    try:
        scheduled = schedule_reply(
            ticket,
            words,
            by=request.user,
            at=_moment(request.POST.get("at", "")),
            then=then,
            shown_to=request.POST.get("to", ""),
            draft_version=composed.draft_version,
            seen_message_id=composed.seen_message_id,
        )
    except DraftConflict as conflict:
        return answer_conflict(conflict)
    except Crossed as crossed:
        return answer_crossed(request, crossed)
    return JsonResponse({"scheduled": scheduled.pk})


@agent_view(Permission.TICKET_REPLY)
@require_POST
def back(request: AgentRequest, ticket_id: int, scheduled_id: int) -> HttpResponse:
    """It is its author's draft again; their own composer takes it at once."""
    ticket = find_ticket(request, ticket_id)
    with transaction.atomic():
        draft = call_back(find_scheduled(ticket, scheduled_id), by=request.user)
    if not request.headers.get("HX-Request"):
        return redirect("ticket", ticket.pk)
    return JsonResponse({"draft": draft_json(draft) if draft.agent_id == request.user.pk else None})


@agent_view(Permission.TICKET_REPLY)
@require_POST
def now(request: AgentRequest, ticket_id: int, scheduled_id: int) -> HttpResponse:
    """It goes at once, as its author's; the channel may still hold it for a few seconds."""
    return answer_sent(request, send_scheduled(find_ticket(request, ticket_id), scheduled_id))


def _moment(text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise Refused(_("Say when: a day and a time."))
    return at if timezone.is_aware(at) else timezone.make_aware(at)
