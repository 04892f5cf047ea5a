"""The clocks of a ticket as they stand, kept in the transaction of each event that moves them (`keeping.py`).

A copy: `clock.fold` over the ticket's events gives the same at any time. The columns are of the most urgent clock
that runs, for lists and for who watches; nothing runs while the ticket is pending, on hold, solved, spam or deleted.
"""

from django.db import models
from django.db.models import Q

from shopbell.tickets.ticket import Ticket

from .business_hours import HoursVersion
from .goal import Goal
from .goal_policy import GoalPolicyVersion


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
    goal = models.CharField(max_length=11, choices=Goal, blank=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True, help_text="from then on it is at risk")
    is_broken = models.BooleanField(default=False, help_text="the goal of these columns was missed")
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
