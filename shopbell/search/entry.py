"""An entry of the index: one searchable thing, with its folded words.

Subject, message, customer and order each have a row; the words lie there, the texts stay where they are. Who may
see the thing is never copied: a question joins the tickets that the agent may open.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class Kind(models.IntegerChoices):
    TICKET = 1
    MESSAGE = 2
    CUSTOMER = 3
    ORDER = 4


PER_SHELF = 4_096  # numbers of tickets and of messages that share a shelf


class Entry(models.Model):
    kind = models.PositiveSmallIntegerField(choices=Kind)
    object_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField(
        null=True
    )  # no foreign keys: these rows follow, they never hold anything up
    customer_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once")]
        indexes = [
            # without a list of what waits to be sorted in, which every question would have to read
            GinIndex(
                fields=["words"], name="entry_of_ticket", fastupdate=False, condition=Q(kind__in=[1, 2])
            ),
            GinIndex(fields=["words"], name="entry_of_customer", fastupdate=False, condition=Q(kind=3)),
            GinIndex(fields=["words"], name="entry_of_order", fastupdate=False, condition=Q(kind=4)),
            models.Index(fields=["ticket_id"], name="entry_by_ticket", condition=Q(kind__in=[1, 2])),
        ]


def shelf_of(kind: int, object_id: int) -> str:
    """The mark of the shelf a thing lies on: things of about the same time lie together.

    A word that is everywhere is looked for on the newest shelves first, so that it costs the same at any size.
    """
    return f"@{'tm'[kind - 1]}{object_id // PER_SHELF}"
