"""What a macro does besides its words: a short list of steps, shown before and done in the transaction of the send.

A step is `{"do": "tag", "to": 7}`. The kinds are a registry, so that a floor above adds its own (`register`). A step
whose target is gone, or that the agent's role does not allow, is neither shown nor done. Rules that run by themselves
have the same steps, done by their name (`automation/`): no role is asked then, but whoever wrote the rule.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team

from .assignment import assign_ticket, move_to_team
from .reason import ContactReason, classify_ticket
from .status import Status, set_status
from .tag import Tag, tag_ticket, untag_ticket
from .ticket import Priority, Ticket, prioritize_ticket

ME = "me"
Step = dict[str, Any]
Doer = Agent | str  # who does it: an agent, or a rule by its name


@dataclass(frozen=True)
class Action:
    """A kind of step. `find` is its target (None: gone), `words` say what it does, `perform` does it.

    `state` is what the ticket has now, to be put back by `restore` when the reply is taken back. A step that adds to
    what was there has `undo` instead: it takes back the very one that `state` was after it, or raises Refused. `hold`
    holds what has to be held before the ticket is. Who lacks the `permission` sends the words without the step; where
    there is none, `perform` asks, and nothing is sent. What needs an agent's authority is not
    `by_rules`, what is no step of a macro not `by_agents`.
    """

    kind: str
    permission: Permission | None
    find: Callable[[Any, Agent], Any]
    words: Callable[[Any], str]
    perform: Callable[[Ticket, Any, Any], object]
    state: Callable[[Ticket, Any], Any]
    restore: Callable[[Ticket, Any, Any, Agent], object] = lambda ticket, target, before, by: None
    hold: Callable[[Ticket], object] = lambda ticket: None
    undo: Callable[[Any, Agent], object] | None = None
    by_rules: bool = True
    by_agents: bool = True

    def may_be_done(self, by: Doer) -> bool:
        if isinstance(by, str):
            return self.by_rules
        return self.by_agents and (self.permission is None or by.may(self.permission))


ACTIONS: dict[str, Action] = {}


def register(action: Action) -> None:
    ACTIONS[action.kind] = action


def steps_of(actions: Iterable[Step], by: Doer) -> list[tuple[Action, Any]]:
    """The steps that `by` may do and whose target is there, each with its target."""
    steps, agent = [], by if isinstance(by, Agent) else Agent()
    for step in actions:
        action = ACTIONS.get(step.get("do", ""))
        target = action.find(step.get("to"), agent) if action and action.may_be_done(by) else None
        if action and target is not None:
            steps.append((action, target))
    return steps


def preview(actions: Iterable[Step], by: Doer) -> list[str]:
    """What the steps will do, a sentence each."""
    return [action.words(target) for action, target in steps_of(actions, by)]


def perform_steps(ticket: Ticket, actions: Iterable[Step], *, by: Doer) -> list[dict[str, Any]]:
    """Do the steps, in order; returns what they changed, for `restore_steps`."""
    done = []
    for action, target in steps_of(actions, by):
        before = action.state(ticket, target)
        action.perform(ticket, target, by)
        after = action.state(ticket, target)
        if before != after:
            done.append({"do": action.kind, "target": _key(target), "before": before, "after": after})
    return done


def hold_for(ticket: Ticket, kinds: Iterable[str]) -> None:
    """Hold what steps of these kinds need, before the ticket itself is held."""
    for kind in sorted(set(kinds) & set(ACTIONS)):
        ACTIONS[kind].hold(ticket)


def restore_steps(ticket: Ticket, done: Iterable[dict[str, Any]], *, by: Agent) -> None:
    """Put back what the steps changed, the last first, where nobody changed it since. Raises Refused for what cannot be
    taken back and must not stay."""
    for change in reversed(list(done)):
        action = ACTIONS.get(change["do"])
        if action and action.undo:
            action.undo(change["after"], by)
            continue
        target = action.find(change["target"], by) if action else None
        if action and target is not None and action.state(ticket, target) == change["after"]:
            action.restore(ticket, target, change["before"], by)


def _key(target: Any) -> Any:
    return getattr(target, "pk", target)


def _status(value: Any, agent: Agent) -> Status | None:
    return Status(value) if value in Status.values and value != Status.NEW else None


def _person(value: Any, agent: Agent) -> Agent | None:
    chosen = agent.pk if value == ME else value
    return Agent.objects.filter(pk=chosen, is_active=True).first() if isinstance(chosen, int) else None


def _row(model: Any) -> Callable[[Any, Agent], Any]:
    return lambda value, agent: model.objects.filter(pk=value).first() if isinstance(value, int) else None


def _set_status(ticket: Ticket, status: Any, by: Doer) -> None:
    if status != Status.NEW:  # the reply itself has opened it
        set_status(ticket, status, by=by)


def _untag_or_tag(ticket: Ticket, tag: Tag, was_on: bool, by: Doer) -> None:
    (tag_ticket if was_on else untag_ticket)(ticket, tag, by=by)


register(
    Action(
        "status", Permission.TICKET_UPDATE, _status,
        lambda status: _("Sets the status to %(status)s") % {"status": status.label},
        _set_status, lambda ticket, _target: str(ticket.status),
        lambda ticket, _target, before, by: _set_status(ticket, Status(before), by),
    )
)  # fmt: skip
register(
    Action(
        "assign", Permission.TICKET_ASSIGN, _person,
        lambda person: _("Assigns it to %(agent)s") % {"agent": person},
        lambda ticket, person, by: assign_ticket(ticket, person, by=by),
        lambda ticket, _target: ticket.assignee_id,
        lambda ticket, _target, before, by: assign_ticket(
            ticket, Agent.objects.filter(pk=before, is_active=True).first(), by=by
        ),
    )
)  # fmt: skip
register(
    Action(
        "team", Permission.TICKET_ASSIGN, _row(Team),
        lambda team: _("Moves it to %(team)s") % {"team": team},
        lambda ticket, team, by: move_to_team(ticket, team, by=by),
        lambda ticket, _target: ticket.team_id,
        lambda ticket, _target, before, by: move_to_team(ticket, Team.objects.filter(pk=before).first(), by=by),
    )
)  # fmt: skip
register(
    Action(
        "tag", Permission.TICKET_UPDATE, _row(Tag),
        lambda tag: _("Adds the tag %(tag)s") % {"tag": tag},
        lambda ticket, tag, by: tag_ticket(ticket, tag, by=by),
        lambda ticket, tag: ticket.tags.filter(pk=tag.pk).exists(),
        _untag_or_tag,
    )
)  # fmt: skip
register(
    Action(
        "priority", Permission.TICKET_UPDATE,
        lambda value, _agent: Priority(value) if value in Priority.values else None,
        lambda priority: _("Sets the priority to %(priority)s") % {"priority": priority.label},
        lambda ticket, priority, by: prioritize_ticket(ticket, priority, by=by),
        lambda ticket, _target: int(ticket.priority),
        lambda ticket, _target, before, by: prioritize_ticket(ticket, before, by=by),
    )
)  # fmt: skip
register(
    Action(
        "reason", Permission.TICKET_UPDATE, _row(ContactReason),
        lambda reason: _("Sets the reason to %(reason)s") % {"reason": reason.name},
        lambda ticket, reason, by: classify_ticket(ticket, reason, by=by),
        lambda ticket, _target: ticket.reason_id,
        lambda ticket, _target, before, by: classify_ticket(
            ticket, ContactReason.objects.filter(pk=before).first(), by=by
        ),
    )
)  # fmt: skip
