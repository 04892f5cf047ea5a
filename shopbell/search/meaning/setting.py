"""Whether the help centre's search finds by meaning too, and in which languages. One row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


def _measured_to_help() -> list[str]:
    return ["en"]


class Meaning(models.Model):
    is_on = models.BooleanField(_("the search finds by meaning too"), default=False)
    languages = ArrayField(
        models.CharField(max_length=12), default=_measured_to_help, verbose_name=_("languages")
    )

    @classmethod
    def current(cls) -> "Meaning":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def helps(self, language: str) -> bool:
        return self.is_on and language in self.languages
