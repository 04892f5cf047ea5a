"""What the house asks of private presence: one row, written at Settings › Presence.

Who may look into tickets unseen is said by roles; the policy says whether a ticket keeps a line of it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PresencePolicy(models.Model):
    is_noted = models.BooleanField(
        _("A ticket notes who looked into it unseen"), default=True, db_default=True
    )

    @classmethod
    def current(cls) -> "PresencePolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)
