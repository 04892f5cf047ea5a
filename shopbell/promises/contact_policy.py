"""For how many days a solved matter must rest before it counts as solved at first contact."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

FEWEST_DAYS, MOST_DAYS = 1, 60
LOOK_AT_ALL = "promises.look_at_first_contacts"


class ContactPolicy(models.Model):
    """What the house says of it: one row, written at Settings › First contact."""

    days = models.PositiveSmallIntegerField(
        _("days that it must rest"),
        default=7,
        validators=[MinValueValidator(FEWEST_DAYS), MaxValueValidator(MOST_DAYS)],
    )

    @classmethod
    def current(cls) -> "ContactPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def save(self, *args, **kwargs) -> None:
        """With other days all that was judged is judged anew."""
        before = ContactPolicy.current().days
        super().save(*args, **kwargs)
        if self.days != before:
            jobs.configure_task(LOOK_AT_ALL).defer()
