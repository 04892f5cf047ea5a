"""A ticket: one request of one customer, on whatever channels, until it is solved.

Only its fields, its questions and its query are here; each ability has its own file beside this one.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import connection, models, transaction
from django.db.models import Q, Value
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.prepared import Prepared
from shopbell.core.prepared_insert import PreparedInsert

from .event import Event, Verb, record
from .status import UNSOLVED, Status
from .undo import changed_since, reverses


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


# what keeps an unsolved ticket out of the queues is a row of a small table: an anti-join, whatever the order
IN_QUEUE = Q(snooze__ticket__isnull=True, spam__ticket__isnull=True)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, agent):
        """Tickets this agent may open. Every lookup starts here, never at `objects`."""
        return self._readable_by(agent).undeleted()

    def deleted_for(self, agent):
        """Deleted tickets that this agent could open before; the one way to them (`deletion.py`)."""
        return self._readable_by(agent).filter(deletion__isnull=False)

    def undeleted(self):
        return self.filter(deletion__isnull=True)

    def _readable_by(self, agent):
        if not agent.is_authenticated:
            return self.none()
        if agent.may(Permission.TICKET_READ_ALL):
            return self.all()
        seen = Q(pk__in=[])
        if agent.may(Permission.TICKET_READ_OWN):
            seen |= Q(assignee=agent.pk)
        if agent.may(Permission.TICKET_READ_TEAM):
            seen |= Q(team__in=agent.team_ids)
        if agent.may(Permission.TICKET_READ_UNASSIGNED):
            seen |= Q(assignee=None, team=None)
        return self.filter(seen)

    def unsolved(self):
        return self.filter(status__among=UNSOLVED)

    def standing(self):
        """Tickets that go on by themselves: not merged into another."""
        # asked of the column that joins: of the key PostgreSQL would not know that this leaves out hardly any
        return self.filter(merge__gone__isnull=True)

    def in_queue(self):
        """Tickets that want an agent now: unsolved, not snoozed, no spam. What else rests adds to `IN_QUEUE`."""
        return self.unsolved().filter(IN_QUEUE)

    def locked_portions(self, size: int = 1000) -> Iterator[list[int]]:
        """The ids of these tickets, a portion at a time, each held until the transaction ends. In order, so that two
        who take many do not wait for each other."""
        locked, last = self.order_by("pk").select_for_update(no_key=True), 0
        while ids := list(locked.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
            yield ids
            last = ids[-1]


class Ticket(PreparedInsert):
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    # or where one of both sides moved it to since
    channel = models.CharField(max_length=20, help_text="where the customer wrote last")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="tickets")
    team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, blank=True, related_name="tickets")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    reason = models.ForeignKey(
        "tickets.ContactReason", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    # copies for the list, owned by message.py: the newest message and since when the customer waits
    preview = models.CharField(max_length=200, blank=True)
    last_message_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    first_replied_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["last_message_at", "id"], name="ticket_by_last"),
            models.Index(fields=["customer", "last_message_at"], name="ticket_by_customer"),
            models.Index(fields=["team", "last_message_at", "id"], name="ticket_by_team"),
            models.Index(fields=["assignee", "last_message_at", "id"], name="ticket_by_assignee"),
            models.Index(
                fields=["last_message_at", "id"], name="unsolved_by_last", condition=Q(status__in=UNSOLVED)
            ),
            models.Index(
                fields=["waiting_since", "last_message_at", "id"],
                name="unsolved_by_wait",
                condition=Q(status__in=UNSOLVED),
            ),
            models.Index(
                fields=["assignee", "waiting_since", "last_message_at", "id"],
                name="unsolved_by_assignee",
                condition=Q(status__in=UNSOLVED),
            ),
            models.Index(
                fields=["team", "waiting_since", "last_message_at", "id"],
                name="unsolved_by_team",
                condition=Q(status__in=UNSOLVED),
            ),
            models.Index(
                fields=["waiting_since", "last_message_at", "id"],
                name="unanswered_by_wait",
                condition=Q(first_replied_at=None, status__in=["new", "open"]),
            ),
            models.Index(
                fields=["solved_at", "id"], name="solved_by_last", condition=Q(solved_at__isnull=False)
            ),
            models.Index(
                models.F("priority").desc(),
                "waiting_since",
                "last_message_at",
                "id",
                name="unsolved_by_priority",
                condition=Q(status__in=UNSOLVED),
            ),
            # what filters ask for besides, the newest first
            models.Index(fields=["status", "last_message_at", "id"], name="ticket_by_status"),
            models.Index(fields=["channel", "last_message_at", "id"], name="ticket_by_channel"),
            models.Index(fields=["reason", "last_message_at", "id"], name="ticket_by_reason"),
            models.Index(fields=["priority", "last_message_at", "id"], name="ticket_by_priority"),
            models.Index(fields=["language", "last_message_at", "id"], name="ticket_by_language"),
            models.Index(fields=["created_at", "id"], name="ticket_by_created"),
            models.Index(fields=["updated_at", "id"], name="ticket_by_updated"),
            GinIndex(SearchVector("subject", config="simple"), name="ticket_by_words"),
            # holds all that the views count, and the key of what rests, so that counting reads no rows
            models.Index(
                fields=["team", "assignee", "status", "first_replied_at"],
                include=["id"],
                name="unsolved_by_owner",
                condition=Q(status__in=UNSOLVED),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def is_unsolved(self) -> bool:
        return self.status in UNSOLVED

    @property
    def is_spam(self) -> bool:
        return getattr(self, "spam", None) is not None

    @property
    def merged_into(self) -> "Ticket | None":
        """The ticket that goes on in its place. One that is merged is closed, so that only those are asked."""
        merge = getattr(self, "merge", None) if self.status == Status.CLOSED else None
        return merge.kept if merge else None

    @property
    def is_snoozed(self) -> bool:
        return getattr(self, "snooze", None) is not None

    def readers_among(self, agents: Iterable[Agent]) -> set[int]:
        """The keys of those of `agents` who may open it now: one question, however many they are.

        Whoever asks of many prefetches their `memberships`.
        """
        its = Ticket.objects.filter(pk=self.pk)
        asked = [
            its.visible_to(each).annotate(reader=Value(each.pk)).values_list("reader") for each in agents
        ]
        return {pk for (pk,) in asked[0].union(*asked[1:], all=True)} if asked else set()

    def lock(self) -> None:
        """Re-read this row and hold it until the transaction ends. Raises DoesNotExist when it is gone."""
        if not connection.in_atomic_block:
            raise TransactionManagementError("A ticket is locked within a transaction only.")
        fresh = LOCKED.first(ticket=self.pk)
        if fresh is None:
            raise Ticket.DoesNotExist
        self._take_over(fresh)

    def _take_over(self, fresh: "Ticket") -> None:
        """What `refresh_from_db` does with a row that was read: nothing that was known before counts any more."""
        self._prefetched_objects_cache: dict = {}
        self._state.fields_cache.clear()
        for column in self._meta.concrete_fields:
            setattr(self, column.attname, getattr(fresh, column.attname))


LOCKED = Prepared(lambda ticket: Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket), ticket=int)


@transaction.atomic
def create_ticket(
    *, customer, channel: str, subject: str = "", by=None, team=None, reason=None, language: str = "", at=None
) -> Ticket:
    """Open a ticket; its first message comes by `receive_message` or `write_reply`.

    Without a `team` it goes to the one that owns the contact `reason`. `at` is for a past moment.
    """
    at = at or timezone.now()
    ticket = Ticket.objects.create(
        subject=one_line(subject)[:1000],
        channel=channel,
        customer=customer,
        team=team or (reason.team if reason else None),
        reason=reason,
        language=language,
        created_at=at,
        last_message_at=at,
    )
    record(ticket, Verb.CREATED, by=by, at=at, channel=channel)
    return ticket


@transaction.atomic
def rename_ticket(ticket: Ticket, subject: str, *, by=None) -> None:
    """Change the subject; the same again leaves no trace. Raises Refused for one that is too long."""
    ticket.lock()
    before, subject = ticket.subject, uncut(one_line(subject), 1000)
    if before == subject:
        return
    ticket.subject = subject
    ticket.save(update_fields=["subject", "updated_at"])
    record(ticket, Verb.RENAMED, by=by, before=before, after=subject)


@transaction.atomic
def prioritize_ticket(ticket: Ticket, priority: int, *, by=None, **data) -> Event | None:
    """Change the priority; the same again leaves no trace (None). ValueError for an unknown one."""
    ticket.lock()
    before = ticket.priority
    if before == Priority(priority):
        return None
    ticket.priority = Priority(priority)
    ticket.save(update_fields=["priority", "updated_at"])
    return record(ticket, Verb.PRIORITIZED, by=by, priority=int(priority), before=before, **data)


@reverses(Verb.PRIORITIZED, permission=Permission.TICKET_UPDATE)
def _prioritize_back(ticket: Ticket, event: Event, *, by) -> None:
    if ticket.priority != event.data["priority"]:
        raise changed_since()
    prioritize_ticket(ticket, event.data["before"], by=by, undoes=event.pk)


def refuse_merged(ticket: Ticket) -> None:
    """Raise Refused when `ticket` goes on in another."""
    if ticket.merged_into:
        raise Refused(
            _t("This ticket was merged into #%(number)s. Go on there.") % {"number": ticket.merged_into.pk}
        )


def one_line(text: str) -> str:
    """`text` without line breaks and NUL, which PostgreSQL cannot keep."""
    return " ".join(text.replace("\0", "").splitlines()).strip()
