"""What somebody is writing: at most one draft of an article in a language, which all of its writers share.

Each change counts `revision` up, and a writer names the one they saw: who saw an older one is refused instead of
writing over a colleague. A draft may wait for a reviewer; what a change takes off of that is said (`taken_off`). And
it may be published by itself at a moment (`scheduling.py`): as it was when that was said, whatever is typed later.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .article import Article
from .article_text import MOST_BODY, MOST_SUMMARY, MOST_TITLE, Words
from .ask import Ask, AskKind, ask
from .body import clean_body
from .dropped_draft import DroppedDraft, lay_aside
from .from_ticket.ticket_text import forget_dropped, is_of_ticket


class Meanwhile(Refused):
    """Somebody else wrote since the writer looked."""

    status = 409


class NoReviewer(Refused):
    """Who was chosen cannot look it over."""

    place = "article-reviewer"


class ArticleDraft(Words):
    taken_off: tuple[
        str, ...
    ] = ()  # sentences: what the change that was just written took off it, or left beside it

    article = models.ForeignKey(Article, models.CASCADE, related_name="drafts")
    language = models.CharField(_("language"), max_length=12)
    follows = models.PositiveIntegerField(
        null=True, help_text="number of the text first written that this one translates"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("asked for a review"),
    )  # fmt: skip
    sent_back = models.ForeignKey(
        Ask, models.SET_NULL, null=True, related_name="+",
        help_text="what is to be changed before it is looked over anew",
    )  # fmt: skip
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    scheduled: Any = models.JSONField(
        null=True, help_text="what is published at `publish_at`, where the draft says something else by now"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="help_draft_once")]
        indexes = [
            models.Index(
                fields=["publish_at"], name="draft_due", condition=models.Q(publish_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scheduled_words(self) -> dict[str, str] | None:
        """What is published at the moment, where that is not what the draft says."""
        return {name: self.scheduled[name] for name in self.words} if self.scheduled else None

    def keep_scheduled(self) -> bool:
        """Keep what is to be published as it is, before the draft says something else; whether it was not kept yet."""
        if not self.publish_at or self.scheduled:
            return False
        about = {"follows": self.follows, "author": self.author_id, "changed_at": self.changed_at.isoformat()}
        self.scheduled = self.words | about | {"until": timezone.now().isoformat()}
        return True


@transaction.atomic
def write_draft(
    article: Article,
    language: str,
    words: dict[str, str],
    *,
    by: Any,
    seen: int = 0,
    is_another: bool = False,
) -> ArticleDraft:
    """Keep `words` (title, summary, body as HTML) as the draft in `language`; the body is cleaned.

    `seen` is the revision that the writer saw, 0 before there was one. Raises Meanwhile when somebody wrote since, and
    Refused when there is no title or too much text. What changes is looked over anew, so a review goes; what is to be
    published at a moment stays as it was, and the draft is beside it. The words of a colleague, and those that
    `is_another` text takes the place of, are laid aside.
    """
    by.require(Permission.HELP_WRITE)
    article.lock()
    draft = article.drafts.filter(language=language).first()
    if (draft.revision if draft else 0) != seen:
        raise Meanwhile(
            _t("%(name)s has changed this draft meanwhile. Look at it, then write yours into it.")
            % {"name": (draft and draft.author) or _t("Somebody")}
        )
    words = _fit(words)  # after the look at `seen`: who saw an older draft is told that first
    if draft and draft.words == words:  # looked over, or to be published at a moment: it stays so
        return draft
    if draft and (is_another or _is_anothers(draft, by)):
        lay_aside(draft, by=by)
    draft = draft or ArticleDraft(
        article=article, language=language, revision=0, follows=_follows(article, language)
    )
    draft.taken_off = tuple(_take_off(draft))
    draft.title, draft.summary, draft.body = words["title"], words["summary"], words["body"]
    draft.author, draft.changed_at, draft.revision = agent_or_none(by), timezone.now(), draft.revision + 1
    if draft.scheduled_words == words:  # it was put back as it was
        draft.scheduled, draft.taken_off = None, ()
    draft.save()
    return draft


def _is_anothers(draft: ArticleDraft, by: Any) -> bool:
    """Whether somebody else wrote it, as far as is known: programs have no number, and may be two."""
    return draft.author_id is None or draft.author_id != by.pk


def _take_off(draft: ArticleDraft) -> Iterator[str]:
    """Take the review off, and leave what is scheduled as it is; a sentence for each that was there."""
    if draft.reviewer:
        yield _t("%(name)s is no longer asked to look it over: it says something else now.") % {
            "name": draft.reviewer
        }
        draft.reviewer = None
    if draft.keep_scheduled():
        yield _t("What was scheduled is published as it was. This is a draft beside it now.")


def _fit(words: dict[str, str]) -> dict[str, str]:
    """`words` as they may be kept. Raises Refused."""
    title, summary = (" ".join(words[name].replace("\0", "").split()) for name in ("title", "summary"))
    body = clean_body(words["body"])
    if not title:
        raise Refused(_t("Give the article a title."))
    if len(title) > MOST_TITLE or len(summary) > MOST_SUMMARY:
        raise Refused(
            _t("A title has up to %(title)s characters, and what is in short up to %(summary)s.")
            % {"title": MOST_TITLE, "summary": MOST_SUMMARY}
        )
    if len(body) > MOST_BODY:
        raise Refused(_t("The text is too long. Make two articles of it."))
    return {"title": title, "summary": summary, "body": body}


def _follows(article: Article, language: str) -> int | None:
    """The number of the text first written that a draft begun now follows: what is published does so already."""
    published = article.texts.filter(language=language).first()
    return published.follows if published else _original(article)


def _original(article: Article) -> int | None:
    """The number of the text first written, as it is now."""
    return article.texts.filter(language=article.language).values_list("number", flat=True).first()


@transaction.atomic
def follow_original(draft: ArticleDraft, *, by: Any) -> None:
    """Say that the translation says again what the text first written says now."""
    by.require(Permission.HELP_WRITE)
    draft = held_draft(draft)
    draft.follows = _original(draft.article)
    draft.save(update_fields=["follows"])


@transaction.atomic
def ask_for_review(draft: ArticleDraft, reviewer: Agent, *, by: Any) -> None:
    """Ask `reviewer`, who must be allowed to publish, once. Raises Refused otherwise."""
    by.require(Permission.HELP_WRITE)
    refuse_reviewer(reviewer)
    draft = held_draft(draft)
    if draft.reviewer_id == reviewer.pk:
        return
    draft.reviewer, draft.sent_back = reviewer, None
    draft.save(update_fields=["reviewer", "sent_back"])
    ask(
        draft.article,
        reviewer,
        AskKind.REVIEW,
        title=draft.title,
        language=draft.language,
        by=agent_or_none(by),
    )


def refuse_reviewer(reviewer: Agent) -> None:
    """Raise NoReviewer for who may not publish."""
    if not reviewer.may(Permission.HELP_PUBLISH):
        raise NoReviewer(_t("%(name)s may not publish articles. Ask somebody who may.") % {"name": reviewer})


@transaction.atomic
def drop_draft(draft: ArticleDraft, *, by: Any, seen: int = 0) -> None:
    """Drop it; what it says is laid aside for a month, unless something of a ticket is in it, which goes at once.

    Of a draft beside what is scheduled, only what was written since is dropped.
    """
    by.require(Permission.HELP_WRITE)
    current = held_draft(draft, seen)
    if current.scheduled:
        _drop_what_came_since(current, by=by)
        return
    if is_of_ticket(current.article, current.language):
        current.article.dropped_drafts.filter(language=current.language).delete()
    else:
        lay_aside(current, by=by)
    current.delete()
    forget_dropped(current.article, current.language)


def _drop_what_came_since(draft: ArticleDraft, *, by: Any) -> None:
    article, language, scheduled = draft.article, draft.language, draft.scheduled
    words = {name: scheduled[name] for name in draft.words}
    write_draft(article, language, words, by=by, seen=draft.revision, is_another=True)
    if is_of_ticket(article, language):
        article.dropped_drafts.filter(language=language).delete()
    forget_dropped(article, language, since=datetime.fromisoformat(scheduled["until"]))


@transaction.atomic
def lay_own_aside(article: Article, language: str, words: dict[str, str], *, by: Agent) -> None:
    """Leave the draft as a colleague has written it meanwhile, and keep `words` beside it for a month."""
    by.require(Permission.HELP_WRITE)
    lay_aside(ArticleDraft(article=article.lock(), language=language, author=by, **_fit(words)), by=by)


@transaction.atomic
def bring_back(dropped: DroppedDraft, *, by: Agent, seen: int = 0) -> ArticleDraft:
    """Make words that were laid aside the draft again; what they take the place of is laid aside in turn."""
    by.require(Permission.HELP_WRITE)
    article = dropped.article.lock()
    draft = write_draft(article, dropped.language, dropped.words, by=by, seen=seen, is_another=True)
    dropped.delete()
    return draft


def held_draft(draft: ArticleDraft, seen: int = 0) -> ArticleDraft:
    """The draft as it is now, held with its article. Raises Refused when it is gone, or is not the revision `seen`."""
    current = draft.article.lock().drafts.filter(pk=draft.pk).first()
    if not current:
        raise Refused(_t("This draft is published already, or was dropped."))
    if seen and current.revision != seen:
        raise Meanwhile(_t("The draft was changed meanwhile. Look at it before you publish it."))
    return current
