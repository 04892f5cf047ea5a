"""The search of the quarantine for mails of an erased customer: their sender stands within, so each is opened.

Nothing else tells their addresses any more. It goes when the search has ended, and with the customer in any case.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shopbell.customers.customer import Customer


class QuarantineSearch(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    addresses = ArrayField(models.CharField(max_length=320))
    newest = models.BigIntegerField(help_text="of the raw mails that are still to be opened")
