"""The help centre as a whole: whether the public may see it, and in which languages it is written. One row."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.language import languages
from shopbell.channels.form.translated_lines import said_in_language

MOST_WELCOME = 120


def _first_language() -> list[str]:
    return [settings.LANGUAGE_CODE.split("-")[0]]


class HelpCentre(models.Model):
    is_on = models.BooleanField(_("the help centre is open to the public"), default=True)
    languages = ArrayField(
        models.CharField(max_length=12),
        default=_first_language,
        verbose_name=_("languages"),
        help_text=_("The first is the one that articles are written in unless you choose another."),
    )
    follow_days = models.PositiveSmallIntegerField(
        _("days in which a ticket follows a reading"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )
    review_days = models.PositiveSmallIntegerField(
        _("days until a new article is to be looked over"),
        default=365,
        db_default=365,
        validators=[MaxValueValidator(1100)],
    )
    asks_consent = models.BooleanField(
        _("agents may ask customers whether they can be quoted"), default=True, db_default=True
    )
    shows_most_read = models.BooleanField(
        _("what shoppers read most stands on the home"), default=True, db_default=True
    )
    welcome = models.CharField(_("greeting"), max_length=MOST_WELCOME, blank=True)
    welcomes = models.JSONField(_("greeting in other languages"), default=dict, db_default={}, blank=True)

    @classmethod
    def current(cls) -> "HelpCentre":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def language(self) -> str:
        return self.languages[0]

    def welcome_in(self, language: str) -> str:
        """The greeting for a reader of `language`; that for all where it is not said in theirs."""
        return said_in_language(self.welcomes, language) or self.welcome

    def spoken(self) -> list[tuple[str, str]]:
        """Code and own name of each of its languages."""
        names = dict(languages())
        return [(code, names.get(code, code)) for code in self.languages]

    def nearest(self, wanted: str) -> str:
        """The one of its languages that is nearest to `wanted` (de-AT, then de), else its first."""
        short = wanted.split("-")[0]
        near = [code for code in self.languages if code.split("-")[0] == short]
        return wanted if wanted in self.languages else near[0] if near else self.language

    def chain(self, language: str) -> list[str]:
        """In which order a text is looked for by a reader of `language`: it, the first, then the others."""
        return list(dict.fromkeys([language, self.language, *self.languages]))


def answer_in(centre: HelpCentre, language: str) -> None:
    """Have the page speak `language`, which must be one of the centre's: raises Http404."""
    if language not in centre.languages:
        raise Http404
    speak(language)


def centre_in(language: str) -> HelpCentre:
    """The centre; from here on the page speaks `language`, as `answer_in` has it."""
    centre = HelpCentre.current()
    answer_in(centre, language)
    return centre


def speak(language: str) -> None:
    """Say the words around an article in `language`, or what of the desk's languages is nearest."""
    try:
        translation.activate(translation.get_supported_language_variant(language))
    except LookupError:
        translation.activate(settings.LANGUAGE_CODE)
