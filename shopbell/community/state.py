"""The lifecycle of what is written here: it waits to be looked at, is shown to everybody, or was hidden."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("Waits to be looked at")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden")
