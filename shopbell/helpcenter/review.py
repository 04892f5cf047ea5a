"""Sending a draft back to who asked for its review, and what was asked and answered of it so far."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .article import Article
from .article_draft import ArticleDraft, held_draft
from .ask import MOST_NOTE, Ask, AskKind, ask
from .guides.guide import Guide


class NoNote(Refused):
    """It is not said what is to be changed, or at too great a length."""

    place = "article-note"


@transaction.atomic
def send_back(draft: ArticleDraft, note: str, *, by: Any, seen: int = 0) -> None:
    """Ask who asked for the review, else who wrote last, to change what `note` says. The draft stays.

    Nobody is asked to look it over any more, and the note stays with the draft until somebody is. Raises Refused
    without a note, and when the draft is gone or not the revision `seen`.
    """
    by.require(Permission.HELP_PUBLISH)
    note = fit_note(note)
    draft = held_draft(draft, seen)
    asked = reviews_of(draft.article, draft.language).filter(kind=AskKind.REVIEW).first()
    draft.sent_back = ask(
        draft.article,
        (asked and asked.by) or draft.author,
        AskKind.CHANGE,
        title=draft.title,
        language=draft.language,
        by=agent_or_none(by),
        note=note,
    )
    draft.reviewer = None
    draft.save(update_fields=["reviewer", "sent_back"])


def fit_note(note: str) -> str:
    """`note` as it may be kept. Raises NoNote."""
    note = note.replace("\0", "").strip()
    if not note:
        raise NoNote(_("Say what is to be changed."))
    if len(note) > MOST_NOTE:
        raise NoNote(_("A note has up to %(count)s characters.") % {"count": MOST_NOTE})
    return note


def reviews_of(thing: Article | Guide, language: str) -> models.QuerySet[Ask]:
    """The reviews that were asked for in `language` and what was sent back, newest first; those of a guide are asked
    for in its first one."""
    kinds = [AskKind.REVIEW, AskKind.CHANGE]
    return thing.asks.filter(language=language, kind__in=kinds).select_related("by").order_by("-at", "-pk")
