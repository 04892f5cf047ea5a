"""What the buttons beside a guide do with its draft, besides publishing it."""

from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext as _

from shopbell.accounts.view import AgentRequest

from ...views.acting import chosen_reviewer, moment_said
from ..guide import Guide
from ..review import ask_for_guide_review, send_guide_back, taken_off
from ..scheduling import schedule_guide, unschedule_guide


def act(name: str, request: AgentRequest, guide: Guide, seen: int) -> str:
    """Do what the button `name` says with the draft, whose revision `seen` is; the sentence that tells of it."""
    return ACTS[name](request, guide, seen) if name in ACTS else _("Saved.")


def tell_taken_off(request: AgentRequest, before: Guide) -> None:
    """Say on the next page what a change took off the guide, which was as it is in `before`."""
    for sentence in taken_off(before):
        messages.warning(request, sentence)


def _review(request: AgentRequest, guide: Guide, seen: int) -> str:
    reviewer = chosen_reviewer(request)
    ask_for_guide_review(guide, reviewer, by=request.user)
    return _("%(name)s is asked to look it over.") % {"name": reviewer}


def _send_back(request: AgentRequest, guide: Guide, seen: int) -> str:
    send_guide_back(guide, request.POST.get("note", ""), by=request.user, seen=seen)
    return _("It is sent back with your note.")


def _schedule(request: AgentRequest, guide: Guide, seen: int) -> str:
    schedule_guide(guide, moment_said(request.POST.get("at", "")), by=request.user, seen=seen)
    return _("It will be published then by itself.")


def _unschedule(request: AgentRequest, guide: Guide, seen: int) -> str:
    unschedule_guide(guide, by=request.user)
    return _("It waits until somebody publishes it.")


ACTS: dict[str, Callable[[AgentRequest, Guide, int], str]] = {
    "review": _review,
    "back": _send_back,
    "schedule": _schedule,
    "unschedule": _unschedule,
}
