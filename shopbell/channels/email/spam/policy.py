"""What the shop asks of the spam filter: one row, written at Settings › Spam."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shopbell.core.prepared import Prepared


class Strictness(models.TextChoices):
    CAREFUL = "careful", _("Careful: only what is spam beyond doubt")
    NORMAL = "normal", _("Normal: fewer than 3 in 1,000 wanted mails of strangers are held")
    STRICT = "strict", _("Strict: more spam is held, and more by mistake; look into the view Spam daily")


HELD_FROM = {Strictness.CAREFUL: 0.9985, Strictness.NORMAL: 0.995, Strictness.STRICT: 0.98}  # of the score


class SpamPolicy(models.Model):
    is_on = models.BooleanField(_("Hold mail that looks like spam"), default=True, db_default=True)
    strictness = models.CharField(
        _("How careful the filter is"),
        max_length=7,
        choices=Strictness,
        default=Strictness.NORMAL,
        db_default="normal",
    )

    @classmethod
    def current(cls) -> "SpamPolicy":
        return CURRENT.first(pk=1) or cls(pk=1)

    @property
    def held_from(self) -> float:
        """From which score on a mail is held."""
        return HELD_FROM[Strictness(self.strictness)]


CURRENT = Prepared(lambda pk: SpamPolicy.objects.filter(pk=pk), pk=int)  # every new ticket asks
