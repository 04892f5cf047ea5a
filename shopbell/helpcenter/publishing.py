"""Publishing an article, taking it back, and bringing an older version back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .article import Article
from .article_draft import ArticleDraft, write_draft
from .article_text import ArticleText, ArticleVersion
from .body import text_of_body


@transaction.atomic
def publish(draft: ArticleDraft, *, by: Agent, seen: int = 0) -> ArticleText:
    """Make the draft what readers see, and keep it as a version. `seen` is its revision, as in `write_draft`.

    Raises Refused when it is empty, or was changed since `seen`.
    """
    by.require(Permission.HELP_PUBLISH)
    return _publish(draft, by, seen)


def _publish(draft: ArticleDraft, by: Agent | None, seen: int = 0) -> ArticleText:
    article = draft.article.lock()
    current = article.drafts.filter(pk=draft.pk).first()
    if not current:
        raise Refused(_("This draft is published already, or was dropped."))
    if seen and current.revision != seen:
        raise Refused(_("The draft was changed meanwhile. Look at it before you publish it."))
    if not text_of_body(current.body).strip():
        raise Refused(_("The article is empty. Write what helps, then publish it."))
    now = timezone.now()
    newest = article.versions.filter(language=current.language).first()
    number = newest.number + 1 if newest else 1
    text = article.texts.filter(language=current.language).first()
    text = text or ArticleText(article=article, language=current.language, first_published_at=now)
    text.title, text.summary, text.body = current.title, current.summary, current.body
    text.number, text.follows, text.published_at = number, current.follows, now
    text.save()
    article.versions.create(
        language=current.language, number=number, follows=current.follows, author=by or current.author, at=now,
        **current.words,
    )  # fmt: skip
    current.delete()
    return text


def publish_due(now: datetime, portion: int = 50) -> int:
    """Publish what is scheduled for `now` or before; how many were. Safe with several workers at once."""
    count = 0
    while count < portion:
        with transaction.atomic():
            due = ArticleDraft.objects.filter(publish_at__lte=now).select_for_update(skip_locked=True)
            draft = due.order_by("publish_at").first()
            if not draft:
                return count
            try:
                _publish(draft, draft.scheduled_by)
            except Refused:  # nothing in it: it waits for its writer instead of being tried each minute
                ArticleDraft.objects.filter(pk=draft.pk).update(publish_at=None)
            count += 1
    return count


@transaction.atomic
def withdraw(text: ArticleText, *, by: Agent) -> ArticleDraft:
    """Take the text from the readers; what it said becomes the draft, unless somebody is writing one."""
    by.require(Permission.HELP_PUBLISH)
    article = text.article.lock()
    draft = article.drafts.filter(language=text.language).first()
    draft = draft or write_draft(article, text.language, text.words, by=by)
    text.delete()
    return draft


@transaction.atomic
def restore(version: ArticleVersion, *, by: Agent, seen: int = 0) -> ArticleDraft:
    """Bring the words of an older version back as the draft; nothing changes for readers until it is published."""
    article: Article = version.article
    return write_draft(article, version.language, version.words, by=by, seen=seen)
