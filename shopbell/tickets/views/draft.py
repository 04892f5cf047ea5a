"""Drafts: GET …/draft/?kind= says what there is, POST keeps what is written, …/draft/share/ and …/take/ share it.

All answer in JSON, since only the composer's script asks. A save that would overwrite what another window wrote is
answered 409 with what there is now.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..beginning import Beginning
from ..draft import Draft, DraftConflict, Words, drafts_of, first_draft_of, keep_draft
from ..draft_sharing import share_draft, take_over_draft
from ..macro import Macro
from ..macro_action import preview
from ..message import Kind
from ..rich_text import for_editor, pictures_in
from ..ticket import Ticket
from .composed import Composed, number_of
from .head import find_ticket

KINDS = {Kind.REPLY: Permission.TICKET_REPLY, Kind.NOTE: Permission.TICKET_NOTE}


def draft_json(draft: Draft | None) -> dict[str, Any] | None:
    """What the composer needs of a draft."""
    if draft is None:
        return None
    pictures = pictures_in(draft.html)
    return {
        "kind": draft.kind,
        "version": draft.version,
        "text": draft.text,
        "html": for_editor(draft.html),
        "channel": draft.channel,
        "client_id": str(draft.client_id),
        "in_reply_to": draft.in_reply_to_id,
        "people": draft.addressees or None,
        "beginning": draft.beginning or None,
        "is_shared": draft.is_shared,
        "macros": macros_json(draft.macro_ids, draft.agent) if draft.macro_ids else [],
        "uploads": [
            {
                "id": str(file.pk),
                "name": file.name,
                "size_bytes": file.size_bytes,
                "is_inline": file.pk in pictures,
            }
            for file in draft.uploads.all()
        ],
    }


def macros_json(ids: Iterable[int], agent: Agent) -> list[dict[str, Any]]:
    """Macros as the composer shows them: what each will do when it is sent."""
    found = Macro.objects.usable_by(agent).in_bulk(list(ids))
    return [
        {"id": macro.pk, "name": macro.name, "does": preview(macro.actions, agent)}
        for macro in (found[pk] for pk in ids if pk in found)
    ]


@agent_view(Permission.TICKET_NOTE)
@require_http_methods(["GET", "POST"])
def draft(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST kind, text, html, channel, in_reply_to, uploads, client_id and the version that was changed (0: none)."""
    ticket = find_ticket(request, ticket_id)
    kind = (request.GET if request.method == "GET" else request.POST).get("kind", "")
    if kind not in KINDS:
        return HttpResponseBadRequest(_("Say which kind: reply or note."))
    if request.method == "GET":
        found = next((each for each in drafts_of(ticket, request.user) if each.kind == kind), None)
        return JsonResponse({"draft": draft_json(found)})
    request.user.require(KINDS[Kind(kind)])
    return keep(request, ticket, Kind(kind), words_of(request))


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def first_draft(request: AgentRequest) -> HttpResponse:
    """The draft that will begin a ticket: as above, with subject, inbox, reason, customer and order besides."""
    if request.method == "GET":
        return JsonResponse({"draft": draft_json(first_draft_of(request.user))})
    words = replace(words_of(request), beginning=Beginning.of(request.POST))
    return keep(request, None, Kind.REPLY, words)


def keep(request: AgentRequest, ticket: Ticket | None, kind: Kind, words: Words) -> HttpResponse:
    version = number_of(request.POST.get("version", "")) or 0
    try:
        kept = keep_draft(ticket, kind, words, by=request.user, version=version)
    except DraftConflict as conflict:
        return answer_conflict(conflict)
    return JsonResponse({"version": kept.version if kept else 0})


def words_of(request: AgentRequest) -> Words:
    composed = Composed.of(request)
    return Words(
        text=composed.text,
        html=composed.html,
        channel=request.POST.get("channel", ""),
        in_reply_to_id=composed.in_reply_to_id,
        uploads=frozenset(composed.uploads),
        macro_ids=composed.macro_ids,
        client_id=composed.client_id or uuid.uuid4(),
        addressees=composed.addressees,
    )


def answer_conflict(conflict: DraftConflict) -> HttpResponse:
    """409, with the words that would be overwritten."""
    shown = {
        "sentence": str(conflict),
        "draft": draft_json(conflict.draft),
        "is_sent": conflict.is_sent,
        "is_same": conflict.is_same,
    }
    return JsonResponse(shown, status=conflict.status)


@agent_view(Permission.TICKET_NOTE)
@require_POST
def share(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST kind, and shared=1 or nothing."""
    ticket = find_ticket(request, ticket_id)
    kind = request.POST.get("kind", "")
    shared = share_draft(ticket, kind, is_shared=bool(request.POST.get("shared")), by=request.user)
    return JsonResponse({"is_shared": shared.is_shared})


@agent_view(Permission.TICKET_NOTE)
@require_POST
def take(request: AgentRequest, ticket_id: int, draft_id: int) -> HttpResponse:
    """POST /desk/tickets/<id>/drafts/<id>/take/ makes a colleague's shared draft one's own."""
    ticket = find_ticket(request, ticket_id)
    return JsonResponse({"draft": draft_json(take_over_draft(ticket, draft_id, by=request.user))})
