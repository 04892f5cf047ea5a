"""The head of a ticket: its subject, state, owner and reason. Every form of it answers with the head again.

`change` is the way of all of them: find the ticket among those the agent may see, call a verb, and
answer with the head, with the reason of a refusal in it, or with the way out when the ticket has left
the agent's sight.
"""

from collections.abc import Callable
from functools import lru_cache

from django.contrib import messages
from django.db.models import BigIntegerField, Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shopbell.accounts.agent import Agent
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.core.toast import add_toast, add_trigger

from ..event import Event, Verb
from ..follower import Follower
from ..status import Status, question_after
from ..tag import Tag
from ..ticket import Priority, Ticket, TicketQuerySet
from ..undo import is_undoable
from .undo import offer_undo, undo_address

TAGS = Prepared(lambda ticket: Tag.objects.filter(tickets=ticket), ticket=int)
RELATED = ("customer", "assignee", "team", "reason__parent", "snooze", "spam")


def find_ticket(request: AgentRequest, ticket_id: int, *more: str) -> Ticket:
    """The ticket with what its head shows (and `more` relations), if this agent may see it; 404 otherwise."""
    agent = request.user
    is_number = ticket_id <= BigIntegerField.MAX_BIGINT  # a longer one would be compared with every ticket
    find = _finding(agent.permissions, agent.team_ids, more)
    found = find.first(ticket=ticket_id, agent=agent.pk) if is_number else None
    if found is None:
        raise Http404
    return found


@lru_cache(maxsize=500)
def _finding(
    permissions: frozenset[str], team_ids: tuple[int, ...], more: tuple[str, ...]
) -> Prepared[Ticket]:
    """How agents with these permissions, in these teams, find one ticket."""

    def build(ticket: int, agent: int) -> TicketQuerySet:
        looker = Agent(pk=agent)
        looker.permissions, looker.team_ids = permissions, team_ids
        return _tickets(looker).select_related(*RELATED, *more).filter(pk=ticket)

    return Prepared(build, ticket=int, agent=int)


def _tickets(agent: Agent) -> TicketQuerySet:
    """What the agent may see, with whether they follow it."""
    mine = Follower.objects.filter(ticket=OuterRef("pk"), agent=agent.pk)
    return Ticket.objects.visible_to(agent).annotate(is_followed=Exists(mine))


def head_context(
    ticket: Ticket, agent, *, error: str = "", has_tags: bool = True, has_told: bool = True
) -> dict:
    """What `tickets/_head.html` needs; `has_tags` and `has_told` are False where it is known that there are none."""
    return {
        "ticket": ticket,
        "agent": agent,
        "has_told": has_told,
        "tags": TAGS(ticket=ticket.pk) if has_tags else [],
        "statuses": [status for status in Status if status != Status.NEW],
        "priorities": list(Priority),
        "is_followed": getattr(ticket, "is_followed", False),
        "kept": ticket.merged_into,
        "error": error,
    }


@agent_view(None)
@require_GET
def head(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/head/"""
    ticket = find_ticket(request, ticket_id)
    return render(request, "tickets/_head.html", head_context(ticket, request.user))


def change(request: AgentRequest, ticket_id: int, verb: Callable[[Ticket], object]) -> HttpResponse:
    """Call `verb` with the ticket and answer with its head (422 with the sentence when it is refused).

    When the verb returns an event that can be undone, the answer says what was done and offers the way back."""
    ticket = find_ticket(request, ticket_id)
    error, place, event = "", "", None
    try:
        event = verb(ticket)
    except Refused as refusal:
        error, place = str(refusal), refusal.place
    if not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        return redirect("ticket", ticket.pk)
    fresh = _tickets(request.user).select_related(*RELATED).filter(pk=ticket_id).first()
    if fresh is None:
        return gone(request, event)
    context = head_context(fresh, request.user, error=error)
    answer = render(request, "tickets/_head.html", context, status=422 if error else 200)
    add_trigger(answer, *(("lead", place) if place else ("ticket-changed",)))
    offer_undo(answer, event)
    if isinstance(event, Event) and event.verb == Verb.SOLVED:
        asks = question_after(fresh, request.user)
        add_trigger(answer, "ticket-done", {"asks": asks} if asks else None)
    return answer


def done(
    request: AgentRequest, ticket_id: int, *, said: str, undo: str = "", label: str = ""
) -> HttpResponse:
    """A dialog's verb was called: close it, bring the head up to date and say so, with a way back at `undo`, which a
    `label` calls by its name where it takes back only a part."""
    answer = change(request, ticket_id, lambda ticket: None)
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
    elif "HX-Redirect" not in answer.headers:
        add_trigger(answer, "close-dialog")
        add_toast(answer, said, undo=undo, label=label)
    return answer


def gone(request: AgentRequest, event: object = None) -> HttpResponse:
    """The ticket left the agent's sight by their own doing: say so, and show what they still have."""
    way_back = f"undo:{undo_address(event)}" if is_undoable(event) else ""
    messages.info(request, _("The ticket is now with another team."), extra_tags=way_back)
    return HttpResponse(headers={"HX-Redirect": "/desk/"})
