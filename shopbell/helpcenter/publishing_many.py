"""Publishing the drafts of several articles: each as by its own button; what waits keeps none of the others back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .article_draft import ArticleDraft
from .picture_size import undescribed
from .publishing import publish

UNSEEN = -1  # no revision of a draft: it was begun after the list was looked at


@dataclass(frozen=True)
class Waiting:
    """A draft that was not published, and why."""

    article: int
    language: str
    title: str
    why: str


@dataclass
class Outcome:
    published: int = 0
    waiting: list[Waiting] = field(default_factory=list)


def publish_drafts(drafts: Iterable[ArticleDraft], seen: dict[int, int], *, by: Any) -> Outcome:
    """Publish each of `drafts`, whose revisions `seen` has by their number: the text first written before those that
    translate it. What is to be published at a moment, or shows a picture without words, waits."""
    by.require(Permission.HELP_PUBLISH)
    outcome = Outcome()
    for draft in sorted(drafts, key=lambda draft: draft.language != draft.article.language):
        try:
            _publish(draft, seen.get(draft.pk, UNSEEN), by)
            outcome.published += 1
        except Refused as refusal:
            outcome.waiting.append(Waiting(draft.article_id, draft.language, draft.title, str(refusal)))
    return outcome


def _publish(draft: ArticleDraft, seen: int, by: Any) -> None:
    if draft.publish_at:
        raise Refused(_("It is published by itself at its moment."))
    if names := undescribed(draft.body):
        raise Refused(
            _("Readers who cannot see these pictures and films will not know what they show: %(names)s.")
            % {"names": ", ".join(names)}
        )
    publish(draft, by=by, seen=seen)
