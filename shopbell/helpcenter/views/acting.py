"""What the buttons of the page that writes an article do, each after what is on the screen was kept."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from ..article_draft import (
    ArticleDraft,
    NoReviewer,
    ask_for_review,
    drop_draft,
    follow_original,
)
from ..picture_size import undescribed
from ..publishing import publish, withdraw
from ..review import send_back
from ..scheduling import NoMoment, schedule, schedule_instead, unschedule

ALL_THE_SAME = "all_the_same"  # sent by who was told that pictures say nothing


class Silent(Refused):
    """Pictures say nothing to readers who cannot see them: who publishes is asked once whether they mean it."""


def act(name: str, request: AgentRequest, draft: ArticleDraft) -> str:
    """Do what the button `name` says with `draft`, as it was just kept; the sentence that tells of it."""
    return ACTS[name](request, draft) if name in ACTS else _("Saved.")


def tell_taken_off(request: AgentRequest, draft: ArticleDraft) -> None:
    """Say on the next page what the change of `draft` took off it."""
    for sentence in draft.taken_off:
        messages.warning(request, sentence)


def _publish(request: AgentRequest, draft: ArticleDraft) -> str:
    request.user.require(Permission.HELP_PUBLISH)
    _ask_about_pictures(request, draft)
    shown = draft.article.texts.filter(language=draft.language).first()
    publish(draft, by=request.user, seen=draft.revision)
    if shown and shown.says_same(draft):
        return _("Nothing has changed: readers see this already.")
    return _("Published.")


def _schedule(request: AgentRequest, draft: ArticleDraft) -> str:
    at = moment_said(request.POST.get("at", ""))
    if at > timezone.now():
        _ask_about_pictures(request, draft)
    schedule(draft, at, by=request.user, seen=draft.revision)
    return _("It will be published then by itself.")


def _schedule_instead(request: AgentRequest, draft: ArticleDraft) -> str:
    _ask_about_pictures(request, draft)
    schedule_instead(draft, by=request.user, seen=draft.revision)
    return _("It will be published then by itself.")


def _unschedule(request: AgentRequest, draft: ArticleDraft) -> str:
    unschedule(draft, by=request.user)
    return _("It waits until somebody publishes it.")


def _review(request: AgentRequest, draft: ArticleDraft) -> str:
    reviewer = chosen_reviewer(request)
    ask_for_review(draft, reviewer, by=request.user)
    return _("%(name)s is asked to look it over.") % {"name": reviewer}


def _send_back(request: AgentRequest, draft: ArticleDraft) -> str:
    send_back(draft, request.POST.get("note", ""), by=request.user, seen=draft.revision)
    return _("It is sent back with your note.")


def _withdraw(request: AgentRequest, draft: ArticleDraft) -> str:
    text = draft.article.texts.filter(language=draft.language).first()
    if not text:
        raise Refused(_("Readers do not see this any more."))
    withdraw(text, by=request.user)
    return _("Readers no longer see it. What it said is the draft now.")


def _follow(request: AgentRequest, draft: ArticleDraft) -> str:
    follow_original(draft, by=request.user)
    return _("Saved.")


def _drop(request: AgentRequest, draft: ArticleDraft) -> str:
    drop_draft(draft, by=request.user, seen=draft.revision)
    if draft.scheduled:
        return _("What was written since is laid aside. What is scheduled stays.")
    return _("The draft is laid aside.")


ACTS: dict[str, Callable[[AgentRequest, ArticleDraft], str]] = {
    "publish": _publish,
    "schedule": _schedule,
    "instead": _schedule_instead,
    "unschedule": _unschedule,
    "review": _review,
    "back": _send_back,
    "withdraw": _withdraw,
    "follows": _follow,
    "drop": _drop,
}


def _ask_about_pictures(request: AgentRequest, draft: ArticleDraft) -> None:
    names = undescribed(draft.body)
    if names and not request.POST.get(ALL_THE_SAME):
        raise Silent(
            _("Readers who cannot see these pictures and films will not know what they show: %(names)s.")
            % {"names": ", ".join(names)}
        )


def moment_said(text: str) -> datetime:
    """The moment that a form's field names, in the agent's zone."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if not moment:
        raise NoMoment(_("Choose a day and a time."))
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def chosen_reviewer(request: AgentRequest) -> Agent:
    chosen = row_key(request.POST.get("reviewer", ""))
    reviewer = Agent.objects.filter(is_active=True, pk=chosen).first()
    if not reviewer:
        raise NoReviewer(_("Choose who looks it over."))
    return reviewer


def reviewers() -> list[Agent]:
    agents = Agent.objects.filter(is_active=True).select_related("role").order_by("name")
    return [agent for agent in agents if agent.may(Permission.HELP_PUBLISH)]
