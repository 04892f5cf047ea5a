"""How much was solved at first contact, summed up by the day on which it was solved (`summing.py`)."""

from django.db import models

from shopbell.accounts.team import Team
from shopbell.tickets.reason import ContactReason

from .contact_outcome import FirstContact
from .first_contact import Outcome
from .summing import DayOf, Summed, Sums, Touched


class SummedContactDay(Summed):
    pass


class TouchedContactDay(Touched):
    class Meta:
        indexes = [models.Index(fields=["date"], name="contacts_touched_by_day")]


class ContactSum(DayOf):
    need = models.ForeignKey(ContactReason, models.CASCADE, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    open = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "need", "channel", "team"], nulls_distinct=False, name="contacts_summed_once"
            )
        ]


CONTACTS = Sums(
    rows=FirstContact,
    moment="solved_at",
    of=("need_id", "channel"),
    outcomes=(Outcome.YES.value, Outcome.NO.value, Outcome.OPEN.value),
    sums=ContactSum,
    summed=SummedContactDay,
    touched=TouchedContactDay,
)
