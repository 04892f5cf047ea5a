"""Publishing an article, taking it back, and bringing an older version back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .article import Article
from .article_draft import ArticleDraft, held_draft, write_draft
from .article_event import ArticleEvent, tell
from .article_text import ArticleText, ArticleVersion
from .body import text_of_body
from .from_ticket.gate import refuse_erased, refuse_unagreed
from .from_ticket.ticket_text import note_published
from .ownership import give_to_publisher
from .products import facts_of, products_in
from .scheduling import take_off_moment
from .stale import settle_published
from .unfilled import refuse_unfilled


@transaction.atomic
def publish(draft: ArticleDraft, *, by: Any, seen: int = 0) -> ArticleText:
    """Make the draft what readers see, and keep it as a version. `seen` is its revision, as in `write_draft`.

    A draft that says what readers see already makes no version: what they said of it stays, and no translation is
    behind by it. Raises Refused when it is empty, was changed since `seen`, names a value that no policy has,
    or quotes a customer who did not agree.
    """
    by.require(Permission.HELP_PUBLISH)
    return _publish(draft, agent_or_none(by), seen)


def _publish(draft: ArticleDraft, by: Agent | None, seen: int = 0) -> ArticleText:
    current = held_draft(draft, seen)
    text = _put_out(current, by)
    current.delete()
    return text


def _publish_scheduled(draft: ArticleDraft, by: Agent | None) -> None:
    """What was scheduled, as it was; the draft that was written beside it since stays."""
    said = draft.scheduled
    was = ArticleDraft(
        article=draft.article, language=draft.language, author_id=said["author"], follows=said["follows"],
        changed_at=datetime.fromisoformat(said["changed_at"]), **(draft.scheduled_words or {}),
    )  # fmt: skip
    _put_out(was, by, until=datetime.fromisoformat(said["until"]))
    draft.publish_at = draft.scheduled_by = draft.scheduled = None
    draft.save(update_fields=["publish_at", "scheduled_by", "scheduled"])


def _put_out(current: ArticleDraft, by: Agent | None, until: datetime | None = None) -> ArticleText:
    """Make what `current` says what readers see; `until` is when somebody wrote on beside it."""
    article = current.article
    if not text_of_body(current.body).strip():
        raise Refused(_("The article is empty. Write what helps, then publish it."))
    refuse_unfilled(current.body)
    refuse_unagreed(article, current.language, current.body)
    refuse_erased(current)
    now = timezone.now()
    text = article.texts.filter(language=current.language).first()
    is_shown = text is not None and text.says_same(current)
    event = ArticleEvent.CHANGED if text else ArticleEvent.PUBLISHED
    text = text or ArticleText(article=article, language=current.language, first_published_at=now)
    text.follows, text.products = current.follows, facts_of(products_in(current.body))
    if not article.versions.exists():
        give_to_publisher(article, by)
    if not is_shown:
        _make_version(text, current, by, now)
    text.save()
    if not is_shown and text.number == 1 and text.language == article.language:
        _lead_translations(article, current.changed_at)
    note_published(article, text.language, text.number, until=until or now)
    settle_published(article, text.language, by=by)
    if not is_shown:
        tell(event, [(article.pk, text.language)])
    return text


def _lead_translations(article: Article, written_at: datetime) -> None:
    """What was translated from the words that are published now for the first time, before they were, follows them."""
    drafts = article.drafts.exclude(language=article.language)
    drafts.filter(follows=None, changed_at__gte=written_at).update(follows=1)


def _make_version(text: ArticleText, current: ArticleDraft, by: Agent | None, now: datetime) -> None:
    """Let `text`, which is saved after that, say what `current` says, as the newest version of it."""
    versions = text.article.versions.filter(language=text.language)
    text.number = (versions.values_list("number", flat=True).first() or 0) + 1
    text.title, text.summary, text.body, text.published_at = current.title, current.summary, current.body, now
    text.article.versions.create(
        language=text.language, number=text.number, follows=text.follows,
        author_id=by.pk if by else current.author_id, at=now, **current.words,
    )  # fmt: skip


def publish_due(now: datetime, portion: int = 50) -> int:
    """Publish what is scheduled for `now` or before, as it was scheduled; how many were. Safe with several workers."""
    due = _due(now).order_by("publish_at").select_related("article")
    return sum(_publish_one(draft, now) for draft in due[:portion])


def _due(now: datetime) -> QuerySet[ArticleDraft]:
    return ArticleDraft.objects.filter(publish_at__lte=now)


@transaction.atomic
def _publish_one(draft: ArticleDraft, now: datetime) -> bool:
    """The article is held first, as by who writes it; one that somebody holds waits for the next look."""
    if not Article.objects.select_for_update(skip_locked=True).filter(pk=draft.article_id).exists():
        return False
    current = _due(now).filter(pk=draft.pk).first()
    if not current:
        return False
    try:
        if current.scheduled:
            _publish_scheduled(current, current.scheduled_by)
        else:
            _publish(current, current.scheduled_by)
    except (
        Refused
    ):  # empty, a value gone, a quote without consent: it waits for its writer, not tried each minute
        take_off_moment(current, by=current.scheduled_by)
    return True


@transaction.atomic
def withdraw(text: ArticleText, *, by: Any) -> ArticleDraft:
    """Take the text from the readers; what it said becomes the draft, unless somebody is writing one."""
    by.require(Permission.HELP_PUBLISH)
    article = text.article.lock()
    current = article.texts.filter(language=text.language).first()
    draft = article.drafts.filter(language=text.language).first()
    if current:
        draft = draft or write_draft(article, text.language, current.words, by=by)
        current.delete()
        tell(ArticleEvent.WITHDRAWN, [(article.pk, text.language)])
    if not draft:
        raise Refused(_("Readers do not see this any more."))
    return draft


@transaction.atomic
def restore(version: ArticleVersion, *, by: Any, seen: int = 0) -> ArticleDraft:
    """Bring the words of an older version back as the draft; nothing changes for readers until it is published."""
    draft = write_draft(version.article, version.language, version.words, by=by, seen=seen, is_another=True)
    draft.follows = version.follows
    draft.save(update_fields=["follows"])
    return draft
