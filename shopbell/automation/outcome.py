"""What became of a run, as its row keeps it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    NOTHING = "nothing", _("Nothing was left to do")
    REFUSED = "refused", _("Not done")
    WORDS = "words", _("Not done: the customer's last words are others")
    ITSELF = "itself", _("Not done: what happened came of this rule itself")
    DEPTH = "depth", _("Not done: too many rules have followed each other already")
    BUDGET = "budget", _("Not done: it has acted too often on this ticket within the hour")
    WEBHOOK = "webhook", _("Not done: its webhook was called too often within the hour")
    CUSTOMER = "customer", _("Not done: it has called too often for this customer within the hour")


WITHOUT_CALL = [Outcome.CUSTOMER, Outcome.WEBHOOK]  # what else the rule does was done
ACTED = [Outcome.DONE, *WITHOUT_CALL]
