"""Words that mean the same to this shop's customers: sofa and couch, return and send back."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60


class Synonym(models.Model):
    """A row of words, each of which finds the others. No language: in all of them."""

    words = ArrayField(models.CharField(max_length=LONGEST_NAME), verbose_name=_("words that mean the same"))
    written = ArrayField(
        models.CharField(max_length=LONGEST_NAME),
        default=list,
        help_text="the words as the shop writes them, of which `words` are folded; none where they are the same",
    )
    language = models.CharField(_("language"), max_length=12, blank=True)

    class Meta:
        indexes = [GinIndex(fields=["words"], name="synonym_words", fastupdate=False)]

    def __str__(self) -> str:
        return ", ".join(self.names)

    @property
    def names(self) -> list[str]:
        """The words as the shop writes them, to be read."""
        return self.written or self.words


Synonyms = dict[str, list[str]]  # what each word, or words in a row, is called besides


def synonyms_among(asked: list[str], language: str) -> Synonyms:
    """Of those of `asked` (folded words, and folded words in a row) that have other names in `language`: these."""
    found: Synonyms = {}
    rows = Synonym.objects.filter(words__overlap=asked, language__in=["", language])
    for row in rows.values_list("words", flat=True):
        for word in set(row) & set(asked):
            found.setdefault(word, []).extend(other for other in row if other != word)
    return found
