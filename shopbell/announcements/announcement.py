"""News of the shop: an announcement in each language it was written in, with a picture if it has one.

Readers see it from its moment on, by itself (`scheduled_news.py`); without one it is a draft. Each change counts
`revision` up, and a writer names the one they saw, so that nobody writes over a colleague. One that was deleted comes
back for a while.
"""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.helpcenter.article_text import MOST_BODY, MOST_SUMMARY, MOST_TITLE
from shopbell.helpcenter.body import clean_body, text_of_body
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.unfilled import refuse_unfilled

from .history import note_change, state_of


class AnnouncementQuerySet(models.QuerySet):
    def shown(self, now: datetime):
        """What readers see, the newest first."""
        return self.filter(publish_at__lte=now, is_scheduled=False, deleted_at=None).order_by(
            "-publish_at", "-pk"
        )

    def due(self, now: datetime):
        """What is to be let out by now."""
        return self.filter(publish_at__lte=now, is_scheduled=True, deleted_at=None)

    def standing(self):
        """Those that nobody deleted."""
        return self.filter(deleted_at=None)


class Announcement(models.Model):
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True, db_index=True)
    is_scheduled = models.BooleanField(
        default=False, help_text="its moment is to come: nobody reads it before it was looked over then"
    )
    told_at = models.DateTimeField(
        null=True, help_text="when it was noted for those who subscribed; told once"
    )
    cover: Any = models.ForeignKey(HelpFile, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    client_id = models.UUIDField(
        null=True, unique=True, help_text="of the form that began it, so that sending it twice writes once"
    )
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, db_index=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    publish_at_before = models.DateTimeField(null=True, help_text="its moment before it was deleted")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        first = next(iter(self.texts.all()), None)
        return first.title if first else f"#{self.pk}"

    def is_shown(self, now: datetime) -> bool:
        """Whether readers see it, as `shown`."""
        return bool(
            self.publish_at and self.publish_at <= now and not self.is_scheduled and not self.deleted_at
        )

    def set_moment(self, at: datetime | None) -> None:
        """Let readers see it from `at` on: a moment that is over is now, one to come is looked over when it comes."""
        self.publish_at, self.is_scheduled = at, at is not None and at > timezone.now()

    def text_in(self, languages: list[str]) -> "AnnouncementText | None":
        """Its words in the first of `languages` that it has; else in any."""
        texts = {each.language: each for each in self.texts.all()}
        return next((texts[code] for code in languages if code in texts), next(iter(texts.values()), None))


class AnnouncementText(models.Model):
    """What it says in a language; the body as `helpcenter.body.clean_body` leaves it."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE)
    summary = models.CharField(max_length=MOST_SUMMARY, blank=True)
    body = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "language"], name="announced_once_in_language")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title, allow_unicode=True)[:80].strip("-") or "news"


Words = dict[str, str]  # title, summary, body as HTML


@transaction.atomic
def write_announcement(
    announcement: Announcement | None,
    words: dict[str, Words],
    *,
    by: Agent,
    publish_at: datetime | None = None,
    cover: HelpFile | None = None,
    seen: int = 0,
    client_id: uuid.UUID | None = None,
) -> Announcement:
    """Keep `words` by language; readers see them from `publish_at` on (None: nobody yet). Languages left empty go.

    `seen` is the revision that the writer saw; a new one with the same `client_id` is the one that is there. Raises
    Refused when somebody wrote meanwhile, without a title and words in the centre's first language, where a title has
    no words or words have no title, and where readers would see a value that no policy has then.
    """
    by.require(Permission.STATUS_PUBLISH)
    hold_until_commit("announcements")
    if (
        announcement is None
        and client_id
        and (known := Announcement.objects.filter(client_id=client_id).first())
    ):
        return known
    current = Announcement(client_id=client_id) if announcement is None else _held(announcement, seen)
    before = state_of(current) if current.pk else None
    fit = {code: _fit(each) for code, each in words.items() if any(text.strip() for text in each.values())}
    if HelpCentre.current().language not in fit:
        raise Refused(_t("Write it in the first language of the help centre."))
    if publish_at:
        refuse_unfilled(*(each["body"] for each in fit.values()), at=max(publish_at, timezone.now()))
    current.set_moment(publish_at)
    current.cover, current.author = cover, by
    current.revision, current.changed_at = current.revision + 1, timezone.now()
    current.save()
    current.texts.exclude(language__in=fit).delete()
    for code, each in fit.items():
        current.texts.update_or_create(language=code, defaults=each)
    if before is not None:
        note_change(current, before, by=by)
    return current


def _held(announcement: Announcement, seen: int) -> Announcement:
    current = Announcement.objects.standing().select_for_update().filter(pk=announcement.pk).first()
    if current is None or current.revision != seen:
        raise Refused(_t("Somebody changed it meanwhile. Look at it, then write yours into it."))
    return current


def _fit(words: Words) -> Words:
    """`words` as they may be kept. Raises Refused."""
    title, summary = (
        " ".join(words.get(name, "").replace("\0", "").split()) for name in ("title", "summary")
    )
    body = clean_body(words.get("body", ""))
    if not title or not text_of_body(body).strip():
        raise Refused(_t("Each language needs a title and a text."))
    if len(title) > MOST_TITLE or len(summary) > MOST_SUMMARY or len(body) > MOST_BODY:
        raise Refused(_t("The text is too long."))
    return {"title": title, "summary": summary, "body": body}
