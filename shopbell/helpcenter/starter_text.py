"""Which of our own articles were written into the help centre, so that each is written there once."""

from django.db import models

from .article import Article


class StarterText(models.Model):
    """One that was, in a language. The row stays when the shop deletes the article: it shall not come again."""

    slug = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "language"], name="starter_text_once")]

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"
