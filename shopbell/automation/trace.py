"""What agents read of rules on a ticket: what each did and why, and what keeps the others from acting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.in_words import in_words
from shopbell.tickets.filter.query import question
from shopbell.tickets.macro_action import ACTIONS
from shopbell.tickets.ticket import Ticket

from .matching import Scene, places_met
from .outcome import ACTED
from .rule import Hours, Rule
from .rule_step import WEBHOOK
from .run import RuleRun
from .schedule import Schedule
from .trigger import Trigger
from .webhook_call import WebhookCall

MOST_RUNS, MOST_RULES = 50, 30


@dataclass(frozen=True)
class Told:
    """A run in words."""

    run: RuleRun
    did: list[str]


@dataclass(frozen=True)
class Missing:
    """A rule, and what the ticket lacks for it; nothing: it acts when its occasion or time comes."""

    rule: Rule
    lacks: list[str]


def runs_told(ticket: Ticket) -> list[Told]:
    """What rules did to `ticket`, the newest first."""
    runs = list(ticket.rule_runs.all()[:MOST_RUNS])
    numbers = [change["after"] for run in runs for change in run.done if change["do"] == WEBHOOK]
    calls = WebhookCall.objects.in_bulk(numbers) if numbers else {}
    return [Told(run, deeds_told(run, calls)) for run in runs]


def deeds_told(run: RuleRun, calls: Mapping[int, WebhookCall]) -> list[str]:
    """What it did, a sentence each; of a webhook also what came of the call."""
    deeds = []
    for change in run.done:
        call = calls.get(change["after"]) if change["do"] == WEBHOOK else None
        deeds.append(f"{_deed(change)} ({call.told})" if call else _deed(change))
    return deeds


def _deed(change: dict[str, Any]) -> str:
    action = ACTIONS.get(change["do"])
    target = action.find(change["target"], Agent()) if action else None
    return action.words(target) if action and target is not None else _("Did something that is gone since")


def _idle(ticket: Ticket) -> list[QuerySet[Any]]:
    """The rules that are switched on and did nothing to `ticket`, of each kind."""
    found = []
    for kind in (Trigger, Schedule):
        acted = kind.objects.filter(runs__ticket=ticket, runs__outcome__in=ACTED)
        found.append(kind.objects.switched_on().exclude(pk__in=acted.values("pk")))
    return found


def how_many_idle(ticket: Ticket) -> int:
    """How many did nothing, of which `what_lacks` tells the first."""
    return sum(rules.count() for rules in _idle(ticket))


def what_lacks(ticket: Ticket, now: datetime) -> list[Missing]:
    """The rules that are switched on and did nothing, `MOST_RULES` of each kind, each with the conditions that `ticket`
    does not meet now.
    """
    rules: list[Rule] = [rule for idle in _idle(ticket) for rule in idle[:MOST_RULES]]
    asker, scene = Asker.of(None, now), Scene(ticket, now)
    asked = [(rule, each) for rule in rules for each in rule.filter]
    its = Ticket.objects.filter(pk=ticket.pk).order_by()
    met = places_met(
        [
            its.filter(question([each], asker)).values_list(Value(place))
            for place, (_rule, each) in enumerate(asked)
        ]
    )
    lacking: dict[str, list[str]] = {rule.key: [] for rule in rules}
    for place, (rule, each) in enumerate(asked):
        if place not in met:
            lacking[rule.key].append(in_words(each, asker))
    return [Missing(rule, [*lacking[rule.key], *_more(rule, scene)]) for rule in rules]


def _more(rule: Rule, scene: Scene) -> list[str]:
    lacks = []
    if rule.words and not scene.says_one_of(rule.words):
        lacks.append(_("none of its words"))
    if rule.hours != Hours.ANY and scene.is_open != (rule.hours == Hours.OPEN):
        lacks.append(_("you are closed") if rule.hours == Hours.OPEN else _("you are open"))
    return lacks
