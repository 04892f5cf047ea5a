"""Tickets about an incident: agents say so, one by one or many at once, and the ticket shows it.

A ticket is about one incident at most; naming another replaces it. Whoever asked is answered when there is news
(`answering.py`).
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.tickets.bulk_action import BulkAction, Choice
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import reverses

from .incident import Incident

MOST_OFFERED = 20


class IncidentTicket(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="joined")
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="about_incident")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


@transaction.atomic
def join_incident(ticket: Ticket, incident: Incident | None, *, by=None, **data) -> Event | None:
    """Say that `ticket` is about `incident`, or (None) about none; twice leaves no trace (None)."""
    ticket.lock()
    before = IncidentTicket.objects.filter(ticket=ticket).first()
    if (before and before.incident_id) == (incident and incident.pk):
        return None
    data |= {"before": before and before.incident_id}
    if incident is None:
        assert before is not None
        left = str(before.incident)
        before.delete()
        return record(ticket, Verb.INCIDENT_LEFT, by=by, title=left, **data)
    agent = by if isinstance(by, Agent) else None
    IncidentTicket.objects.update_or_create(ticket=ticket, defaults={"incident": incident, "agent": agent})
    return record(ticket, Verb.INCIDENT_JOINED, by=by, title=str(incident), incident_id=incident.pk, **data)


@reverses(Verb.INCIDENT_JOINED, Verb.INCIDENT_LEFT, permission=Permission.TICKET_UPDATE)
def _join_back(ticket: Ticket, event: Event, *, by) -> None:
    before = event.data.get("before")
    incident = Incident.objects.filter(pk=before).first() if before else None
    join_incident(ticket, incident, by=by, undoes=event.pk)


def offered() -> list[Incident]:
    """What a ticket may be about: the newest that run or are planned."""
    now = timezone.now()
    return list(Incident.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))[:MOST_OFFERED])


def find_incident(value: str) -> Incident:
    """The incident of a number. Raises Refused when it is gone."""
    found = Incident.objects.filter(pk=row_key(value)).first()
    if found is None:
        raise Refused(_t("This incident is gone. Reload the page."))
    return found


BULK = BulkAction(
    name="incident",
    label=_("About an incident"),
    icon="activity",
    permission=Permission.TICKET_UPDATE,
    choices=lambda agent: [Choice(str(each.pk), str(each)) for each in offered()],
    find=find_incident,
    perform=join_incident,
    leaves=lambda incident: Q(about_incident__incident=incident),
)
