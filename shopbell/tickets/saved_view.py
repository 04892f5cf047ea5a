"""Saved views: a filter with a name and an order, for its owner alone, for a team, or for everybody.

Who may read a view still sees only the tickets that they may see: a view gives nobody anything. Deleting one
can be taken back for a day.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.seen_name import seen

from .filter.condition import Condition, Filter, restored, stored
from .status import UNSOLVED
from .ticket import one_line

KEPT = timedelta(days=1)  # how long a deletion can be taken back


class Order(models.TextChoices):
    """How a list of tickets is sorted."""

    WAITING = "waiting", _("Longest wait first")
    PROMISE = "promise", _("Most at risk first")
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    PRIORITY = "priority", _("Most urgent first")
    UPDATED = "updated", _("Changed last first")
    SOLVED = "solved", _("Solved last first")


OFFERED = [Order.WAITING, Order.PROMISE, Order.NEWEST, Order.OLDEST, Order.PRIORITY, Order.UPDATED]
OF_UNSOLVED = {
    Order.WAITING,
    Order.PROMISE,
    Order.PRIORITY,
}  # only unsolved tickets wait, and their index is small
ONLY_QUEUED = Condition("is", ("queued",))


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, agent: Agent):
        """The agent's own views, those of their teams and those for everybody; never another agent's."""
        return self.once_visible_to(agent).filter(deleted_at=None)

    def once_visible_to(self, agent: Agent):
        """The same, with those that were deleted and can still be taken back."""
        return self.filter(Q(owner=agent) | Q(team__in=agent.team_ids) | Q(is_for_everybody=True))


class SavedView(models.Model):
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="saved_views"
    )
    team = models.ForeignKey(
        "accounts.Team", models.CASCADE, null=True, blank=True, related_name="saved_views"
    )
    is_for_everybody = models.BooleanField(default=False)
    conditions = models.JSONField(default=list, help_text="filter/condition.py: fields with ids, no names")
    order = models.CharField(_("order"), max_length=10, choices=Order, default=Order.NEWEST)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None) | Q(is_for_everybody=False), name="view_for_a_team_or_everybody"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filter(self) -> Filter:
        return restored(self.conditions)

    @property
    def is_shared(self) -> bool:
        return self.is_for_everybody or self.team_id is not None

    def may_change(self, agent: Agent) -> bool:
        """Its owner while it is their own; a shared one whoever may share with the same people."""
        if not self.is_shared:
            return self.owner_id == agent.pk
        return may_share(agent, self.team_id)

    def beside(self) -> models.QuerySet["SavedView"]:
        """This view and those it is sorted among: of the same people."""
        views = SavedView.objects.filter(
            deleted_at=None, team=self.team_id, is_for_everybody=self.is_for_everybody
        )
        return views if self.is_shared else views.filter(owner=self.owner_id)


def may_share(agent: Agent, team_id: int | None) -> bool:
    """Whether `agent` may share views with a team (its lead may), or (None) with everybody."""
    if agent.may(Permission.SETTINGS_MANAGE):
        return True
    return team_id is not None and agent.memberships.filter(team=team_id, is_lead=True).exists()


def teams_to_share_with(agent: Agent) -> models.QuerySet[Team]:
    """The teams that `agent` may save views for."""
    if agent.may(Permission.SETTINGS_MANAGE):
        return Team.objects.all()
    return Team.objects.filter(memberships__agent=agent, memberships__is_lead=True)


@transaction.atomic
def save_view(
    name: str,
    conditions: Iterable[Condition],
    *,
    by: Agent,
    order: str = Order.NEWEST,
    team: Team | None = None,
    is_for_everybody: bool = False,
) -> SavedView:
    """Keep a filter as the last view of `by`, of `team`, or of everybody.

    Raises Refused when `by` may not share it so, or the order does not fit the conditions.
    """
    view = SavedView(owner=by, team=team, is_for_everybody=is_for_everybody)
    _fill_in(view, name, conditions, order, by=by)
    last = view.beside().aggregate(last=models.Max("position"))["last"]
    view.position = 0 if last is None else last + 1
    view.save()
    publish("queue")
    return view


@transaction.atomic
def change_view(
    view: SavedView,
    name: str,
    conditions: Iterable[Condition],
    *,
    by: Agent,
    order: str,
    team: Team | None = None,
    is_for_everybody: bool = False,
) -> None:
    """Give `view` another name, other conditions, order or people. Raises Refused as `save_view` does."""
    _require(view, by)
    is_moved = (view.team_id, view.is_for_everybody) != (team.pk if team else None, is_for_everybody)
    if is_moved and view.is_shared and team is None and not is_for_everybody:
        view.owner = by  # taken back from the others by whom it is now for
    view.team, view.is_for_everybody = team, is_for_everybody
    _fill_in(view, name, conditions, order, by=by)
    view.save()
    publish("queue")


@transaction.atomic
def delete_view(view: SavedView, *, by: Agent) -> None:
    """Take `view` away from whoever has it; `restore_view` brings it back within a day."""
    _require(view, by)
    view.deleted_at = view.deleted_at or timezone.now()
    view.save(update_fields=["deleted_at"])
    publish("queue")


@transaction.atomic
def restore_view(view: SavedView, *, by: Agent) -> None:
    """Bring a deleted view back to its place, just as it was."""
    _require(view, by)
    view.deleted_at = None
    view.save(update_fields=["deleted_at"])
    publish("queue")


@transaction.atomic
def move_view(view: SavedView, step: int, *, by: Agent) -> None:
    """Move `view` one place up (-1) or down (1) among those of the same people; at the end it stays."""
    _require(view, by)
    order = list(view.beside().select_for_update().order_by("position", "pk"))
    at = order.index(view)
    to = max(0, min(len(order) - 1, at + step))
    order.insert(to, order.pop(at))
    for position, each in enumerate(order):
        each.position = position
    SavedView.objects.bulk_update(order, ["position"])
    view.refresh_from_db(fields=["position"])
    publish("queue")


def sweep_deleted_views(now: datetime) -> int:
    """Forget views whose deletion can no longer be taken back; returns how many."""
    return SavedView.objects.filter(deleted_at__lt=now - KEPT).delete()[0]


def _fill_in(view: SavedView, name: str, conditions: Iterable[Condition], order: str, *, by: Agent) -> None:
    view.name = seen(uncut(one_line(name), 80))
    if not view.name:
        raise Refused(_t("Give the view a name."))
    if order not in OFFERED:
        raise Refused(_t("Choose how the view is sorted."))
    if view.is_shared and not may_share(by, view.team_id):
        raise Refused(_t("Only a lead of the team, or an admin, can save a view for others."))
    view.order, view.conditions = order, stored(fitting(tuple(conditions), order))


def fitting(conditions: Filter, order: str) -> Filter:
    """`conditions`, of unsolved tickets alone where the order asks for it."""
    if order not in OF_UNSOLVED:
        return conditions
    allowed = {"unsolved", *UNSOLVED}
    said = [each for each in conditions if each.field == "status" and not each.is_not]
    if ONLY_QUEUED in conditions:
        return conditions
    if not said:
        return (ONLY_QUEUED, *conditions)
    if not any(allowed.issuperset(each.values) for each in said):
        raise Refused(_t("Solved tickets do not wait. Sort this view by newest, oldest or last change."))
    return conditions


def _require(view: SavedView, by: Agent) -> None:
    if not view.may_change(by):
        raise Refused(_t("Only a lead of the team, or an admin, can change other people's views."))
