"""Hints above a ticket that an agent dismisses, and brings back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shopbell.accounts.view import AgentRequest
from shopbell.core.bus import publish
from shopbell.core.toast import add_toast, add_trigger


def say_dismissed(request: AgentRequest, ticket_id: int, address: str, *, is_undo: bool) -> HttpResponse:
    """Tell who sees the ticket that a hint is dismissed, or back with `is_undo`; `address` is what dismisses it."""
    publish(f"ticket-{ticket_id}")
    if not request.headers.get("HX-Request"):
        return redirect("ticket", ticket_id)
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    if is_undo:
        add_toast(answer, _("Undone."))
    else:
        add_toast(answer, _("The hint is dismissed."), undo=f"{address}?undo=1")
    return answer
