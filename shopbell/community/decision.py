"""What a moderator decided about a post or its new words, and the reason that its author is told. Never edited."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .post import Post
from .state import State


class Decision(models.Model):
    class What(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        HIDDEN = "hidden", _("Hidden")
        RESTORED = "restored", _("Shown again")
        UNDONE = "undone", _("Taken back")

    post = models.ForeignKey(Post, models.CASCADE, related_name="decisions")
    what = models.CharField(max_length=10, choices=What)
    before = models.CharField(max_length=7, choices=State, help_text="the state of the post until then")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
