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

from ..message import Message


@dataclass(frozen=True)
class Composed:
    text: str
    client_id: uuid.UUID | None
    uploads: list[uuid.UUID]

    @classmethod
    def of(cls, request: AgentRequest) -> "Composed":
        uploads = [_uuid(text) for text in request.POST.getlist("uploads")]
        return cls(
            text=request.POST.get("text", ""),
            client_id=_uuid(request.POST.get("client_id", "")),
            uploads=[upload for upload in uploads if upload],
        )


def answer_sent(request: AgentRequest, message: Message) -> HttpResponse:
    """Tell the composer which message it became and for how long it can be taken back; a plain form goes on to it."""
    if "application/json" not in request.headers.get("Accept", ""):
        return redirect(f"{reverse('ticket', args=[message.ticket_id])}#message-{message.pk}")
    left = (message.held_until - timezone.now()).total_seconds() if message.held_until else 0
    undo = reverse("message-undo", args=[message.pk]) if left > 0 else ""
    return JsonResponse({"message": message.pk, "undo": undo, "undo_seconds": max(0, round(left))})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
