"""Publishing at a moment: what was scheduled is published as it was then.

The draft may be written on meanwhile; it says so, and is beside it (`ArticleDraft.scheduled`). Only scheduling again
takes the newer words.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .article_draft import ArticleDraft, held_draft
from .dropped_draft import DroppedDraft
from .from_ticket.ticket_text import is_of_ticket
from .unfilled import refuse_unfilled


class NoMoment(Refused):
    """Nothing can be published at the moment that was chosen."""

    place = "article-at"


@transaction.atomic
def schedule(draft: ArticleDraft, at: datetime, *, by: Any, seen: int = 0) -> None:
    """Have the draft published at `at`, which must be to come, as it is now; `seen` is its revision, as in
    `write_draft`. What was scheduled before is not published any more.

    Raises Refused when the moment is over, when the draft was changed since `seen`, and when it names a value that no
    policy has then.
    """
    by.require(Permission.HELP_PUBLISH)
    if at <= timezone.now():
        raise NoMoment(_("This moment is over. Choose a later one, or publish now."))
    draft = held_draft(draft, seen)
    refuse_unfilled(draft.body, at=at)
    draft.publish_at, draft.scheduled_by, draft.scheduled = at, agent_or_none(by), None
    draft.save(update_fields=["publish_at", "scheduled_by", "scheduled"])


@transaction.atomic
def schedule_instead(draft: ArticleDraft, *, by: Any, seen: int = 0) -> None:
    """Have the draft published as it is now, at the moment at which an older one would be."""
    current = held_draft(draft, seen)
    if not current.publish_at:
        raise NoMoment(_("It is not to be published at a moment any more. Choose one."))
    schedule(current, current.publish_at, by=by, seen=seen)


@transaction.atomic
def unschedule(draft: ArticleDraft, *, by: Any) -> None:
    """Let the draft wait until somebody publishes it; whoever may change its words may do this too."""
    by.require(Permission.HELP_WRITE)
    take_off_moment(held_draft(draft), by=by)


def take_off_moment(draft: ArticleDraft, *, by: Any) -> None:
    """Publish nothing at a moment; words that are not the draft's are laid aside, unless they are of a ticket."""
    words = draft.scheduled_words
    if words and not is_of_ticket(draft.article, draft.language):
        about = {"article": draft.article, "language": draft.language, "dropped_by": agent_or_none(by)}
        DroppedDraft.objects.create(author_id=draft.scheduled["author"], **about, **words)
    draft.publish_at = draft.scheduled_by = draft.scheduled = None
    draft.save(update_fields=["publish_at", "scheduled_by", "scheduled"])
