"""Procedures: how a matter is settled, step by step, so that everybody does it alike and nothing is forgotten.

An agent starts one in a ticket (`progress.py`), where those of the ticket's contact reason are suggested. Unlike a
checklist, whose tasks are anybody's, its steps have an order and know the action that does them.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.ticket import Ticket

from .step import Step, steps_of


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def offered(self):
        return self.filter(is_active=True)

    def suggested_for(self, ticket: Ticket):
        """Those of the contact reason, or of the reason that it is a detail of."""
        if not ticket.reason:
            return self.none()
        own = Q(reasons=ticket.reason_id) | Q(reasons=ticket.reason.parent_id or 0)
        return self.offered().filter(own).distinct()


class Procedure(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    about = models.TextField(_("when it is used"), blank=True)
    steps = models.JSONField(default=list)
    reasons = models.ManyToManyField(
        "tickets.ContactReason", blank=True, verbose_name=_("for the contact reasons")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "position", "name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def written(self) -> list[Step]:
        return steps_of(self.steps)
