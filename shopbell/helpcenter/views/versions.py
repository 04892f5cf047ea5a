"""/desk/help/<article>/<language>/versions/: what was published, what each changed, and bringing one back."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ..article import Article
from ..article_draft import bring_back
from ..article_text import ArticleVersion
from ..centre import HelpCentre
from ..differences import Run, differences
from ..dropped_draft import DroppedDraft
from ..guides.changed import Part
from ..guides.guide import GuideVersion
from ..publishing import restore
from ..vote import tallies
from .acting import tell_taken_off

MOST = 12
Version = TypeVar("Version", ArticleVersion, GuideVersion)


def in_turn(
    found: list[Version], compared: Callable[[Version | None, Version], list[Part]]
) -> list[tuple[Version, list[Part]]]:
    """Each of `found`, the newest first, with what it changed of the one before; `MOST` of them."""
    told = []
    for at, version in enumerate(found[:MOST]):
        older = found[at + 1] if at + 1 < len(found) else None
        told.append((version, compared(older, version)))
    return told


def _named(parts: list[tuple[str, list[Run]]], language: str) -> list[Part]:
    names = {"title": _("Title"), "summary": _("In short"), "body": _("Text")}
    return [(names[name], language, runs) for name, runs in parts]


@agent_view(Permission.HELP_WRITE)
@require_safe
def versions(request: AgentRequest, article_id: int, language: str) -> HttpResponse:
    spoken = dict(HelpCentre.current().spoken())
    article = get_object_or_404(Article, pk=article_id)
    found = list(article.versions.filter(language=language).select_related("author")[: MOST + 1])
    told = in_turn(found, lambda older, version: _named(differences(older, version), language))
    draft = article.drafts.filter(language=language).first()
    title = told[0][0].title if told else _("Article")
    context = {
        "crumbs": [
            (_("Help centre"), reverse("help-desk")),
            (title, reverse("help-desk-article", args=[article.pk, language])),
        ],
        "lead": spoken.get(language, language),
        "told": told,
        "restored_at": {
            version.number: reverse("help-desk-restoration", args=[article.pk, language, version.number])
            for version, _parts in told[1:]
        },
        "tallies": tallies(version.pk for version, _parts in told),
        "seen": draft.revision if draft else 0,
        "has_draft": bool(draft),
        "spoken": {},
    }
    return render(request, "helpdesk/versions.html", context)


@agent_view(Permission.HELP_WRITE)
@require_POST
def restoration(request: AgentRequest, article_id: int, language: str, number: int) -> HttpResponse:
    article = get_object_or_404(Article, pk=article_id)
    version = get_object_or_404(article.versions, language=language, number=number)
    tell_taken_off(request, restore(version, by=request.user, seen=row_key(request.POST.get("seen", ""))))
    messages.success(
        request, _("Version %(number)s is the draft now. Publish it when it is right.") % {"number": number}
    )
    return redirect("help-desk-article", article_id, language)


@agent_view(Permission.HELP_WRITE)
@require_POST
def dropped(request: AgentRequest, article_id: int, language: str, dropped_id: int) -> HttpResponse:
    """Bring words back that were laid aside."""
    found = get_object_or_404(DroppedDraft, pk=dropped_id, article=article_id, language=language)
    tell_taken_off(request, bring_back(found, by=request.user, seen=row_key(request.POST.get("seen", ""))))
    messages.success(request, _("They are the draft again."))
    return redirect("help-desk-article", article_id, language)
