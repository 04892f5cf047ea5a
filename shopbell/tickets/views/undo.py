"""POST /desk/events/<id>/undo/ takes back what the agent just did to a ticket; `offer_undo` puts it into an answer."""

from html import unescape

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.toast import add_toast, add_trigger

from ..event import Event
from ..undo import is_undoable, undo_event


@agent_view(None)
@require_POST
def undo(request: AgentRequest, event_id: int) -> HttpResponse:
    """Only what the agent did themselves, also when the ticket left their sight by it."""
    mine = Event.objects.select_related("ticket").filter(agent=request.user)
    undo_event(get_object_or_404(mine, pk=event_id), by=request.user)
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    add_toast(answer, _("Undone."))
    return answer


def offer_undo(answer: HttpResponse, event: object) -> None:
    """Have the screen say what `event` did, with the way back; nothing when it has none."""
    if is_undoable(event):
        add_toast(answer, sentence_of(event), undo=undo_address(event))


def undo_address(event) -> str:
    return reverse("event-undo", args=[event.pk])


def sentence_of(event) -> str:
    """The line of the timeline as plain words."""
    words = strip_tags(render_to_string("tickets/_event.html", {"event": event}))
    return unescape(" ".join(words.split()))
