"""The clocks of a ticket as they stand, kept in the transaction of each event that moves them (`keeping.py`).

A copy: `clock.fold` over the ticket's events gives the same at any time. No clock runs while the ticket is pending, on
hold, solved, spam or deleted.

`goal`, `due_at`, `warn_at` and `is_broken` are of the promise that is due first: the most urgent clock that runs, or
what the shopper was told (`promise.py`) where that is earlier. Whoever asks what is at risk reads these alone. The
database chooses between the two, and follows what was told by itself (`promises_most_urgent`, `promises_note_told`).
"""

from django.db import connection, models
from django.db.models import Q

from shopbell.tickets.ticket import Ticket

from .business_hours import HoursVersion
from .goal import Goal
from .goal_policy import GoalPolicyVersion
from .promise import Kind


class TicketClocks(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="clocks")
    state = models.JSONField(help_text="clock.State")
    event_id = models.BigIntegerField(help_text="the last event that is in the state")
    policy_version = models.ForeignKey(GoalPolicyVersion, models.PROTECT, null=True, related_name="+")
    hours_version = models.ForeignKey(
        HoursVersion,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="empty: always open",
    )
    goal = models.CharField(
        max_length=11,
        choices=Goal,
        blank=True,
        help_text="whose clock is the most urgent; empty: none runs, or what was told is due before",
    )
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True, help_text="from then on it is at risk")
    is_broken = models.BooleanField(default=False, help_text="the goal of these columns was missed")
    told = models.CharField(
        max_length=6,
        choices=Kind,
        blank=True,
        default="",
        db_default="",
        help_text="the sooner of what the shopper was told and waits for",
    )
    told_at = models.DateTimeField(null=True, help_text="by when they were told")
    told_warn_at = models.DateTimeField(null=True, help_text="from then on that is at risk")
    tell_at = models.DateTimeField(
        null=True, help_text="when somebody must be told next: that it is at risk, or broken"
    )
    unlooked_event_id = models.BigIntegerField(
        null=True,
        help_text="the last event after which it was not looked yet which goals apply (choosing.py)",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["unlooked_event_id"],
                name="clocks_to_look_at",
                condition=Q(unlooked_event_id__isnull=False),
            ),
            models.Index(
                fields=["due_at", "ticket"], name="clocks_by_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["warn_at"], name="clocks_by_warning", condition=Q(warn_at__isnull=False)),
            models.Index(fields=["tell_at"], name="clocks_to_tell", condition=Q(tell_at__isnull=False)),
        ]


def note_told(ticket_id: int) -> None:
    """Have clocks that are new know what the shopper was told before."""
    with connection.cursor() as cursor:
        cursor.execute("select promises_note_told(%s)", [ticket_id])
