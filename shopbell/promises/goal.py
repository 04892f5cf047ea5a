"""What a ticket's customer is promised by the shop's own goals: a first reply, each further reply, a solution."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Goal(models.TextChoices):
    FIRST_REPLY = "first_reply", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    SOLVE = "solve", _("Solution")


class Counts(models.TextChoices):
    """Which time a goal counts."""

    OPEN = "open", _("While you are open")
    ALWAYS = "always", _("Round the clock")
