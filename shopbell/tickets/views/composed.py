"""What the composer sends, for replies and notes alike, and what it hears back.

The composer makes `client_id` before it sends and keeps it until it is told of success: a double
click, or a retry after a lost answer, writes one message.
"""

import uuid
from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.view import AgentRequest

from ..addressees import NOBODY, Addressees
from ..message import Message
from ..rich_text import rich_words
from ..status import question_after
from ..ticket import Ticket


@dataclass(frozen=True)
class Composed:
    text: str
    html: str  # cleaned; empty when the text is all there is
    client_id: uuid.UUID | None
    uploads: list[uuid.UUID]
    in_reply_to_id: int | None = None
    macro_ids: tuple[int, ...] = ()
    draft_version: int | None = None  # of the draft that it was, when it was one
    seen_message_id: int | None = None  # the newest that the agent had before their eyes
    addressees: Addressees = NOBODY

    @classmethod
    def of(cls, request: AgentRequest) -> "Composed":
        uploads = [uuid_of(text) for text in request.POST.getlist("uploads")]
        text, html = rich_words(request.POST.get("text", ""), request.POST.get("html", ""))
        return cls(
            text=text,
            html=html,
            client_id=uuid_of(request.POST.get("client_id", "")),
            uploads=[upload for upload in uploads if upload],
            in_reply_to_id=number_of(request.POST.get("in_reply_to", "")),
            macro_ids=tuple(pk for pk in map(number_of, request.POST.getlist("macros")) if pk),
            draft_version=number_of(request.POST.get("draft_version", "")),
            seen_message_id=number_of(request.POST.get("seen", "")),
            addressees=Addressees.of(
                {name: request.POST.get(f"mail_{name}", "") for name in ("to", "cc", "bcc")}
            ),
        )


def answer_sent(request: AgentRequest, message: Message, *, is_first: bool = False) -> HttpResponse:
    """Tell the composer which message it became, for how long it can be taken back, and where its ticket stands if it
    began one; a plain form goes on to it."""
    place = f"{reverse('ticket', args=[message.ticket_id])}#message-{message.pk}"
    if "application/json" not in request.headers.get("Accept", ""):
        return redirect(place)
    left = (message.held_until - timezone.now()).total_seconds() if message.held_until else 0
    undo = reverse("message-undo", args=[message.pk]) if left > 0 else ""
    said = {"message": message.pk, "undo": undo, "undo_seconds": max(0, round(left))}
    if is_first:
        return JsonResponse(said | {"place": place})
    asks = question_after(Ticket.objects.get(pk=message.ticket_id), request.user) if _solves(request) else ""
    return JsonResponse(said | {"asks": asks} if asks else said)


def _solves(request: AgentRequest) -> bool:
    """Whether it may have solved its ticket: by its button, or by the steps of a macro."""
    return request.POST.get("then") == "solve" or "macros" in request.POST


def uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
