"""The demo shop: a fictional shop that `make run` fills in, so that a newcomer sees a desk at work.

It exists while its row does. A real shop's desk has none: no demo sign-ins, no storefront.
"""

from django.db import models
from django.utils import timezone

NAME = "Wexmoor & Pell"
TAGLINE = "Things for the house, made to be kept"
DOMAIN = "wexmoor.example"
CURRENCY = "EUR"


class DemoShop(models.Model):
    seed = models.BigIntegerField()
    filled_at = models.DateTimeField(default=timezone.now)


def is_demo() -> bool:
    """Whether this desk is the demo shop's."""
    return DemoShop.objects.exists()
