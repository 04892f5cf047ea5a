"""What somebody said who was asked, by a link whose hash alone is kept, whether their words may be published."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Said(models.TextChoices):
    ASKED = "asked", _("asked, not answered yet")
    GIVEN = "given", _("agreed")
    REFUSED = "refused", _("said no")
    WITHDRAWN = "withdrawn", _("agreed, and withdrew it")


class Consent(models.Model):
    """No answer is no; a consent that was withdrawn stays as the proof of both."""

    secret_hash = models.CharField(max_length=64, unique=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    is_given = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def standing(self) -> Said:
        if self.answered_at is None:
            return Said.ASKED
        if not self.is_given:
            return Said.REFUSED
        return Said.WITHDRAWN if self.withdrawn_at else Said.GIVEN
