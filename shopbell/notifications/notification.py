"""A notification: one piece of news for one agent, what became of it in every way, and whether they have read it.

The row is there also when nothing was told: it is the ledger that answers "why did I (not) get this?". A row without a
ticket stands for many, which one bulk change touched, or is of none, as the alarm of equal treatment, what is asked
about an article, and what is said on the status page. What is shown goes through `shown_to`, which asks again whether
the agent may read the ticket.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.announcements.incident import Incident, IncidentUpdate
from shopbell.core.bus import publish
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.ask import Ask, name_of
from shopbell.helpcenter.guides.guide import Guide
from shopbell.promises.unequal import UnequalNeed
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket

from .decision import Decision, Why
from .kind import Kind, Way

KEPT, KEPT_UNTOLD = timedelta(days=90), timedelta(days=14)
MOST_COUNTED = 500


class NotificationQuerySet(models.QuerySet["Notification"]):
    def readable_by(self, agent):
        """Those of `agent` about tickets, figures and articles that they may read now. Ask it of some hundreds, by
        `newest`: for thousands the planner reads all tickets of the desk."""
        its = Ticket.objects.visible_to(agent).filter(pk=OuterRef("ticket"))
        found = self.filter(agent=agent).filter(Q(ticket=None) | Exists(its))
        if not agent.may(Permission.WALL_READ):
            found = found.filter(unequal=None)
        return found if agent.may(Permission.HELP_WRITE) else found.filter(ask=None)

    def shown_to(self, agent):
        """What the bell of `agent` shows."""
        return self.readable_by(agent).filter(console=Why.SENT)

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, related_name="+", help_text="empty where it is of no ticket"
    )
    unequal = models.ForeignKey(UnequalNeed, models.CASCADE, null=True, related_name="+")
    ask = models.ForeignKey(Ask, models.CASCADE, null=True, related_name="+")
    incident_update = models.ForeignKey(
        IncidentUpdate, models.CASCADE, null=True, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="notifications")
    group = models.CharField(max_length=60, blank=True, help_text="what many tickets have in common")
    kind = models.CharField(max_length=10, choices=Kind)
    console = models.CharField(max_length=10, choices=Why)
    sound = models.CharField(max_length=10, choices=Why)
    push = models.CharField(max_length=10, choices=Why)
    mail = models.CharField(max_length=10, choices=Why)
    tone = models.CharField(max_length=10, blank=True)
    quiet_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "event"], name="told_once"),
            models.UniqueConstraint(
                fields=["agent", "group"], condition=~Q(group=""), name="told_once_of_many"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "-id"], name="notification_newest"),
            models.Index(fields=["agent"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["agent"], name="notification_to_mail", condition=Q(mail=Why.WAITS)),
            models.Index(fields=["created_at"], name="notification_by_age"),
            models.Index(
                fields=["incident_update"],
                name="notification_of_incident",
                condition=Q(incident_update__isnull=False),
            ),
        ]

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @property
    def place(self) -> tuple[int, str]:
        """What it is grouped by: its ticket, or the change to many."""
        return self.ticket_id or 0, self.group

    @property
    def whys(self) -> list[tuple[Way, Why]]:
        return [(way, Why(getattr(self, way.value))) for way in Way]

    def decided(self, decision: Decision) -> "Notification":
        for way in Way:
            setattr(self, way.value, decision[way])
        return self


def newest(agent, rows: NotificationQuerySet, most: int) -> tuple[NotificationQuerySet, int | None]:
    """Of the newest `most` of `rows` those that `agent` may read; and the last of them all, if there are more."""
    ids = list(rows.filter(agent=agent).order_by("-pk").values_list("pk", flat=True)[: most + 1])
    readable = Notification.objects.readable_by(agent).filter(pk__in=ids[:most]).order_by("-pk")
    return readable, ids[most - 1] if len(ids) > most else None


def unread_places(agent) -> set[tuple[int, str]]:
    """The tickets, and the changes to many, of which `agent` has something to read."""
    rows, _older = newest(agent, Notification.objects.filter(console=Why.SENT, read_at=None), MOST_COUNTED)
    return {(ticket or 0, group) for ticket, group in rows.values_list("ticket_id", "group")}


def read_ticket(ticket: Ticket, agent) -> None:
    """`agent` has the ticket before their eyes: all that was told of it is read."""
    _read(Notification.objects.filter(ticket=ticket), agent)


def read_group(group: str, agent) -> None:
    """`agent` has read the one notification about many tickets."""
    _read(Notification.objects.filter(group=group, ticket=None), agent)


def read_unequal(agent) -> None:
    """`agent` has the page of equal treatment before their eyes."""
    _read(Notification.objects.filter(unequal__isnull=False), agent)


def read_asked(thing: Article | Guide, agent) -> None:
    """`agent` has the article or guide before their eyes that they were asked about."""
    _read(Notification.objects.filter(**{f"ask__{name_of(type(thing))}": thing}), agent)


def read_incident(incident: Incident, agent) -> None:
    """`agent` has all before their eyes that was said of the incident."""
    _read(Notification.objects.filter(incident_update__incident=incident), agent)


def read_all(agent) -> None:
    _read(Notification.objects.all(), agent)


@transaction.atomic
def read_by_all(rows: NotificationQuerySet) -> None:
    """Nobody need read these any more."""
    for agent_id in set(rows.unread().values_list("agent", flat=True)):
        _read(rows, agent_id)


def _read(rows: NotificationQuerySet, agent) -> None:
    """`agent` or their key."""
    unread = rows.filter(agent=agent).unread()
    mail = Case(When(mail=Why.WAITS, then=Value(Why.READ)), default="mail")
    if unread.update(read_at=timezone.now(), mail=mail):
        publish(topic_of(getattr(agent, "pk", agent)))


def topic_of(agent_id: int) -> str:
    """What the bell of an agent listens to."""
    return f"bell-{agent_id}"


def sweep_notifications(now: datetime) -> int:
    """Drop what is old: what was told after three months, what was not after two weeks. Returns how many."""
    told = Q(console=Why.SENT) | Q(push=Why.SENT) | Q(mail__in=[Why.SENT, Why.WAITS])
    old = Q(created_at__lt=now - KEPT) | (Q(created_at__lt=now - KEPT_UNTOLD) & ~told)
    return Notification.objects.filter(old).delete()[0]
