"""An action run: that an action was asked for and what became of it; the audit row. Rows are never deleted.

Waiting for approval, performing (a shop system elsewhere has been asked, or will be), done, failed, or undone. The key
makes it happen once, however often it is asked for.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.customers.customer import Customer
from shopbell.tickets.actor import Actor, actor_fields
from shopbell.tickets.ticket import Ticket

Who = Agent | Customer | str | None


class RunStatus(models.TextChoices):
    WAITING = "waiting", _("Waits for approval")
    PERFORMING = "performing", _("Under way")
    DONE = "done", pgettext_lazy("action", "Done")
    FAILED = "failed", pgettext_lazy("action", "Failed")
    UNDONE = "undone", _("Taken back")


UNDOING = "undoing"  # in `before`, from the asking to the answer
UNDO_ASKED = (
    "undo_asked"  # in `before`: what a connector notes of the undo that it is at, gone when that fails
)
UNDER_WAY = (RunStatus.WAITING, RunStatus.PERFORMING)


class ActionRunQuerySet(models.QuerySet["ActionRun"]):
    def visible_to(self, agent):
        """The runs that this agent may see; none without `order:read`."""
        return self.all() if agent.may(Permission.ORDER_READ) else self.none()

    def told_to(self, agent):
        """The runs that this agent may look into: those of tickets that they see, of no ticket, and their own; all of
        them for who approves."""
        runs = self.visible_to(agent)
        if agent.may(Permission.ORDER_APPROVE):
            return runs
        its = Q(ticket=None) | Q(agent=agent.pk) | Q(ticket__in=Ticket.objects.visible_to(agent))
        return runs.filter(its)

    def whole(self):
        """With everything that tells of them."""
        return self.select_related(
            "agent",
            "by_customer",
            "customer",
            "order",
            "ticket",
            "version__policy",
            "approved_by",
            "undone_by",
        )

    def done(self):
        return self.filter(status=RunStatus.DONE)


class ActionRun(models.Model):
    key = models.CharField(max_length=200, unique=True, help_text="of idempotency")
    fingerprint = models.CharField(max_length=64, help_text="of what was asked for with this key")
    action = models.CharField(max_length=40)
    order = models.ForeignKey("shop.Order", models.PROTECT, null=True, related_name="runs")
    customer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, related_name="action_runs", help_text="for whom"
    )
    ticket = models.ForeignKey("tickets.Ticket", models.SET_NULL, null=True, related_name="action_runs")
    # kept, since a ticket that moves on must not take what waits to another team's budget
    team = models.ForeignKey(
        "accounts.Team",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="the ticket's, when it was asked for",
    )
    status = models.CharField(max_length=10, choices=RunStatus)
    parameters = models.JSONField(default=dict)
    effects = models.JSONField(default=dict, help_text="what the preview said, as it was done")
    before = models.JSONField(default=dict, help_text="what an undo puts back")
    facts = models.JSONField(default=dict, help_text="what the policies were asked about")
    version = models.ForeignKey("shop.PolicyVersion", models.PROTECT, null=True, related_name="runs")
    rule = models.CharField(max_length=80, blank=True)
    sentence = models.TextField(blank=True, help_text="of the rule, to the customer")
    waived_rule = models.CharField(max_length=80, blank=True)
    also_waived = ArrayField(models.CharField(max_length=80), default=list, help_text="further rules with it")
    waiver_reason = models.TextField(blank=True)
    cost_cents = models.BigIntegerField(default=0, help_text="what the shop gives, in money and goods")
    currency = models.CharField(max_length=3, blank=True, help_text="of what it costs")
    is_confirmed = models.BooleanField(default=False, help_text="the customer agreed to it")
    told = models.TextField(blank=True, help_text="what the customer was told")
    actor_kind = models.CharField(max_length=10, choices=Actor)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True, related_name="+")
    by_rule = models.CharField(max_length=120, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    external_id = models.CharField(max_length=120, blank=True, help_text="of the shop system")
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ActionRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["action", "created_at"], name="action_run_by_action")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(status="performing"), name="one_run_under_way_per_order"
            )
        ]

    @property
    def waived_rules(self) -> list[str]:
        """All that it passes over."""
        return [self.waived_rule, *self.also_waived] if self.waived_rule else []

    @property
    def is_being_undone(self) -> bool:
        """The shop system is asked to take back what it has done: the run is under way once more."""
        return self.status == RunStatus.PERFORMING and UNDOING in self.before

    @property
    def actor(self) -> Who:
        return self.agent or self.by_customer or self.by_rule or None


def who(by: Who) -> dict[str, Any]:
    """The columns of a run that tell who acted."""
    fields = actor_fields(by)
    return {
        "actor_kind": fields["actor_kind"],
        "agent": fields.get("agent"),
        "by_customer": fields.get("customer"),
        "by_rule": fields.get("rule", ""),
    }
