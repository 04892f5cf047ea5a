"""Words that mean the same to this shop's customers: sofa and couch, return and send back."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """A row of words, each of which finds the others. No language: in all of them."""

    words = ArrayField(models.CharField(max_length=60), verbose_name=_("words that mean the same"))
    language = models.CharField(_("language"), max_length=12, blank=True)

    class Meta:
        indexes = [GinIndex(fields=["words"], name="synonym_words", fastupdate=False)]

    def __str__(self) -> str:
        return ", ".join(self.words)


def synonyms_of(word: str, language: str) -> list[str]:
    """What else `word` is called, of words folded as the index folds them."""
    rows = Synonym.objects.filter(words__contains=[word], language__in=["", language])
    return [other for row in rows.values_list("words", flat=True) for other in row if other != word]
