"""What readers see of an article in one language, and all that was published before."""

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .article import Article
from .body import as_compared

MOST_TITLE, MOST_SUMMARY, MOST_BODY = 160, 300, 200_000


class Words(models.Model):
    """A title, a summary for lists and search engines, and a body as `body.clean_body` leaves it."""

    title = models.CharField(_("title"), max_length=MOST_TITLE)
    summary = models.CharField(_("in short"), max_length=MOST_SUMMARY, blank=True)
    body = models.TextField(_("text"), blank=True)

    class Meta:
        abstract = True

    @property
    def slug(self) -> str:
        """Its title in the address: for people and search engines, the number before it decides."""
        return slugify(self.title, allow_unicode=True)[:80].strip("-") or "article"

    @property
    def words(self) -> dict[str, str]:
        return {"title": self.title, "summary": self.summary, "body": self.body}

    def says_same(self, other: "Words") -> bool:
        """Whether readers would see no difference: values of policies and the editor's lines are none."""
        mine, theirs = (each.words | {"body": as_compared(each.body)} for each in (self, other))
        return mine == theirs


class ArticleText(Words):
    """Published: the newest version in a language. No row: not published in it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField(help_text="of the version that is shown")
    follows = models.PositiveIntegerField(
        null=True, help_text="number of the text first written that this one translates"
    )
    published_at = models.DateTimeField(help_text="when this version was")
    first_published_at = models.DateTimeField()
    products = models.JSONField(default=dict, help_text="what the products in it were when it was published")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="text_once")]
        indexes = [models.Index(fields=["language", "article"], name="text_by_language")]

    def __str__(self) -> str:
        return self.title

    @property
    def of(self) -> int:
        """The key of its article."""
        return self.article_id

    def is_behind(self, original: "ArticleText | None") -> bool:
        """Whether `original`, the text first written, has said something since that this one does not."""
        return bool(original and original.language != self.language and original.number > (self.follows or 0))


class ArticleVersion(Words):
    """A version that was published once; never changed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField()
    follows = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "language", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
