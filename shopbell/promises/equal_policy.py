"""From where on a need counts as treated unequally: one row, written at Settings › Equal treatment."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

FEWEST = 20  # below ten, the rank test is no good approximation


class EqualPolicy(models.Model):
    is_on = models.BooleanField(
        _("Tell leads when customers with the same need wait unequally"),
        default=True,
        help_text=_("It is looked once a day; of each need they hear once in a week."),
    )
    times = models.DecimalField(
        _("times as long"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(2),
        validators=[MinValueValidator(Decimal("1.1")), MaxValueValidator(Decimal(100))],
        help_text=_("How many times the share of the promise that customers wait on the best channel."),
    )
    fewest = models.PositiveIntegerField(
        _("fewest tickets"),
        default=FEWEST,
        validators=[MinValueValidator(10), MaxValueValidator(10_000)],
        help_text=_(
            "A channel with fewer tickets of a need is not compared: small numbers differ by chance."
        ),
    )

    @classmethod
    def current(cls) -> "EqualPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)
