"""The bulk actions that every desk has: status, assignee, team, tags, priority and contact reason."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from .assignment import assign_ticket, move_to_team
from .bulk_action import BulkAction, Choice, register
from .reason import ContactReason, classify_ticket
from .status import Status, set_status
from .tag import Tag, tag_ticket, untag_ticket
from .ticket import Priority, prioritize_ticket

NOBODY = "none"


def register_choices() -> None:
    for action in ACTIONS:
        register(action)


def _row(model: type[Model], **conditions: Any) -> Callable[[str], Any]:
    """A finder of rows of `model` by their id; NOBODY finds None."""

    def find(value: str) -> Any:
        if value == NOBODY and model is not Tag:
            return None
        found = model._default_manager.filter(pk=row_key(value), **conditions).first()
        if found is None:
            raise Refused(_t("What you chose is no longer there. Choose again."))
        return found

    return find


def _status(value: str) -> Status:
    if value not in Status.values or value == Status.NEW:
        raise Refused(_t("Choose a status."))
    return Status(value)


def _priority(value: str) -> Priority:
    if value not in map(str, Priority.values):
        raise Refused(_t("Choose a priority."))
    return Priority(int(value))


def _closed(status: Status) -> list[tuple[Q, str]]:
    if status in (Status.OPEN, Status.CLOSED):
        return []
    return [(Q(status=Status.CLOSED), _t("This ticket is closed. Reopen it first."))]


def _has_tag(tag: Tag) -> Q:
    return Q(Exists(Tag.tickets.through.objects.filter(ticket=OuterRef("pk"), tag=tag)))


def _statuses(agent: Agent) -> list[Choice]:
    return [Choice(status.value, str(status.label)) for status in Status if status != Status.NEW]


def _priorities(agent: Agent) -> list[Choice]:
    return [Choice(str(priority.value), str(priority.label)) for priority in Priority]


def _agents(agent: Agent) -> list[Choice]:
    """Oneself first, then back to the queue, then the others."""
    others = Agent.objects.filter(is_active=True).exclude(pk=agent.pk).only("name", "email")
    own = [Choice(str(agent.pk), _t("%(agent)s (you)") % {"agent": agent}), Choice(NOBODY, _t("Nobody"))]
    return [*own, *(Choice(str(each.pk), str(each)) for each in others)]


def _teams(agent: Agent) -> list[Choice]:
    return [
        *(Choice(str(team.pk), str(team)) for team in Team.objects.all()),
        Choice(NOBODY, _t("No team")),
    ]


def _tags(agent: Agent) -> list[Choice]:
    return [Choice(str(tag.pk), str(tag)) for tag in Tag.objects.all()]


def _reasons(agent: Agent) -> list[Choice]:
    offered = ContactReason.objects.filter(is_active=True).select_related("parent")
    choices = [Choice(str(reason.pk), reason.path) for reason in offered]
    return [*sorted(choices, key=lambda choice: choice.label), Choice(NOBODY, _t("No reason"))]


def _update(name: str, label: Promise, *, icon: str, **how: Any) -> BulkAction:
    """An action for whoever may change tickets."""
    return BulkAction(name=name, label=label, icon=icon, permission=Permission.TICKET_UPDATE, **how)


def _assign(name: str, label: Promise, *, icon: str, **how: Any) -> BulkAction:
    """An action for whoever may give tickets to others."""
    return BulkAction(name=name, label=label, icon=icon, permission=Permission.TICKET_ASSIGN, **how)


def _tagging(name: str, label: Promise, *, icon: str, **how: Any) -> BulkAction:
    return _update(name, label, icon=icon, choices=_tags, find=_row(Tag), **how)


ACTIONS = [
    _update(
        "status",
        _("Status"),
        icon="circle-dot",
        choices=_statuses,
        find=_status,
        perform=set_status,
        leaves=lambda status: Q(status=status),
        refuses=_closed,
    ),
    _assign(
        "assign",
        _("Assignee"),
        icon="user-round",
        choices=_agents,
        find=_row(Agent, is_active=True),
        perform=assign_ticket,
        leaves=lambda agent: Q(assignee=agent),
    ),
    _assign(
        "team",
        _("Team"),
        icon="users",
        choices=_teams,
        find=_row(Team),
        perform=move_to_team,
        leaves=lambda team: Q(team=team),
    ),
    _tagging("tag", _("Add a tag"), icon="tag", perform=tag_ticket, leaves=_has_tag),
    _tagging("untag", _("Remove a tag"), icon="x", perform=untag_ticket, leaves=lambda tag: ~_has_tag(tag)),
    _update(
        "priority",
        _("Priority"),
        icon="flag",
        choices=_priorities,
        find=_priority,
        perform=prioritize_ticket,
        leaves=lambda priority: Q(priority=priority),
    ),
    _update(
        "reason",
        _("Contact reason"),
        icon="message-square",
        choices=_reasons,
        find=_row(ContactReason),
        perform=classify_ticket,
        leaves=lambda reason: Q(reason=reason),
    ),
]
