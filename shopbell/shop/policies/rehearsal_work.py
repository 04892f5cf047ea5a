"""The work of a rehearsal: a portion of some seconds per job, a short transaction for some orders.

The transaction holds the rehearsal, writes what was found and how far it came, so a worker that dies leaves nothing
half told: its job is given to another, which goes on below the last order.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..actions.facts import scene_facts
from ..actions.lines import Pieces, facts_of
from ..actions.scene import Scene, fill
from ..order import Order
from .area import area_named
from .decide import first_by_what_is_known, rules_at
from .fact import Facts
from .in_words import TERM_LABELS, term_in_words
from .policy import Outcome, Policy, PolicyVersion
from .rehearsal import MOST, Difference, Rehearsal, RehearsalState, enqueue, runs_of
from .terms import Terms
from .wording import sentence_of

PORTION_SECONDS = 2.0
ORDERS, RUNS = 25, 200  # between two looks at whether it was cancelled
KNOWN = ("order.", "customer.")
KNOWN_OF_LINES = {"line.is_in_order", "line.quantity", "line.is_within_bought", "line.price", "line.product",
                  "line.category", "line.warranty_months", "line.is_in_warranty"}  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """The rules as they count now, and with what is tried out."""

    before: list[PolicyVersion]
    after: list[PolicyVersion]
    language: str

    @property
    def asks_lines(self) -> bool:
        return any(name.startswith("line.") for name in self.fields)

    @property
    def customer_facts(self) -> set[str]:
        """Always known of who acts, so one that is missing was not there to be asked."""
        return {name for name in self.fields if name.startswith("customer.")}

    @property
    def fields(self) -> set[str]:
        """What the rules of either side ask."""
        return {each["field"] for rule in [*self.before, *self.after] for each in rule.conditions}


def work_on(rehearsal_id: int, seconds: float = PORTION_SECONDS) -> None:
    """Work on the rehearsal for some seconds and enqueue what is left; nothing when it was cancelled or has ended."""
    end = time.monotonic() + seconds
    while (rehearsal := _work_on_some(rehearsal_id)) is not None and rehearsal.is_working:
        if time.monotonic() >= end:
            return enqueue(rehearsal)
    return None


@transaction.atomic
def _work_on_some(rehearsal_id: int) -> Rehearsal | None:
    running = Rehearsal.objects.select_for_update(of=("self",)).filter(
        pk=rehearsal_id, state=RehearsalState.RUNNING
    )
    rehearsal = running.select_related("agent", "policy").first()
    if rehearsal is None:
        return None
    with translation.override(rehearsal.agent.language):
        sides = sides_of(rehearsal)
        is_over = not (_look_at_runs(rehearsal, sides) or _look_at_orders(rehearsal, sides))
    if is_over:
        rehearsal.state, rehearsal.finished_at = RehearsalState.DONE, timezone.now()
    rehearsal.save()
    return rehearsal


def sides_of(rehearsal: Rehearsal) -> Sides:
    before = rules_at(rehearsal.action, timezone.now())
    said = rehearsal.said
    tried = PolicyVersion(
        policy=rehearsal.policy or Policy(action=rehearsal.action, slug="", title=rehearsal.title),
        number=0,
        **said.as_version(),
    )
    rest = [rule for rule in before if rehearsal.policy is None or rule.policy_id != rehearsal.policy_id]
    after = rest if said.outcome == Outcome.REST else _placed(rest, tried)
    return Sides(before, after, rehearsal.agent.language)


def _placed(rules: list[PolicyVersion], tried: PolicyVersion) -> list[PolicyVersion]:
    """`tried` among the other rules: where its policy stands, and a new one before the first that holds always."""
    if tried.policy.pk is None:
        at = next((at for at, rule in enumerate(rules) if not rule.conditions), len(rules))
        return [*rules[:at], tried, *rules[at:]]
    return sorted([*rules, tried], key=lambda rule: (rule.policy.position, rule.policy.pk))


def _look_at_runs(rehearsal: Rehearsal, sides: Sides) -> bool:
    """Whether there was one left. What the rules asked then is known to the letter; an action of a time at which they
    could not ask of a customer what they ask now is passed over."""
    left = min(RUNS, MOST - rehearsal.runs_seen)
    rows = runs_of(rehearsal.action).order_by("-pk")
    rows = rows.filter(pk__lt=rehearsal.last_run) if rehearsal.last_run else rows
    runs = list(rows[: max(left, 0)])
    for run in runs:
        facts = Facts(run.facts["values"], run.facts["lines"])
        found = None
        if sides.customer_facts <= facts.values.keys():
            found = _difference(sides, facts, lambda name: True)
        if found:
            Difference.objects.create(rehearsal=rehearsal, run=run, order=run.order, **found)
            rehearsal.different_runs += 1
    if runs:
        rehearsal.runs_seen, rehearsal.last_run = rehearsal.runs_seen + len(runs), runs[-1].pk
    return bool(runs)


def _look_at_orders(rehearsal: Rehearsal, sides: Sides) -> bool:
    """Whether there was one left. An order is asked as it stands now; what only the customer can say is left open."""
    left = min(ORDERS, MOST - rehearsal.orders_seen)
    rows = Order.objects.select_related("customer").order_by("-pk")
    rows = rows.filter(pk__lt=rehearsal.last_order) if rehearsal.last_order else rows
    orders = list(rows[: max(left, 0)])
    for order in orders:
        found = _difference(sides, facts_now(order, with_lines=sides.asks_lines), _is_known)
        if found:
            Difference.objects.create(rehearsal=rehearsal, order=order, **found)
            rehearsal.different_orders += 1
    if orders:
        rehearsal.orders_seen, rehearsal.last_order = rehearsal.orders_seen + len(orders), orders[-1].pk
    return bool(orders)


def facts_now(order: Order, *, with_lines: bool = True) -> Facts:
    """What is known of an order before anything is asked for; its lines as if all of each were meant."""
    scene = Scene(customer=order.customer, by=None, order=order)
    fill(scene, with_lines, method_ids=[], variant_ids=[], locked=False)
    lines = facts_of(scene, [Pieces(line=pk) for pk in scene.lines])
    return Facts(scene_facts(scene), lines)


def _is_known(name: str) -> bool:
    return name.startswith(KNOWN) or name in KNOWN_OF_LINES


def _difference(sides: Sides, facts: Facts, is_known: Any) -> dict[str, Any] | None:
    """What is said before and after, when the outcome or the terms are not the same."""
    before = first_by_what_is_known(sides.before, facts, is_known)
    after = first_by_what_is_known(sides.after, facts, is_known)
    if _means(before) == _means(after):
        return None
    return {"before": _told(before, facts, sides.language), "after": _told(after, facts, sides.language)}


def _means(rule: PolicyVersion | None) -> tuple[str, Any]:
    """What follows for the customer; which rule refuses is all the same."""
    if rule is None or rule.outcome == Outcome.REFUSE:
        return Outcome.REFUSE, None
    return rule.outcome, Terms.model_validate(rule.terms)


def _told(rule: PolicyVersion | None, facts: Facts, language: str) -> dict[str, Any]:
    if rule is None:
        return {
            "outcome": "refuse", "rule": "", "sentence": _("The shop has no rule that allows this."), "terms": ""
        }  # fmt: skip
    return {
        "outcome": str(rule.outcome),
        "rule": str(rule.policy),
        "sentence": sentence_of(rule, language, facts.values),
        "terms": "" if rule.outcome == Outcome.REFUSE else _terms_in_words(rule),
    }


def _terms_in_words(rule: PolicyVersion) -> str:
    terms = Terms.model_validate(rule.terms)
    names: Sequence[str] = area_named(rule.policy.action).terms
    return "; ".join(
        f"{TERM_LABELS[name]}: {words}" for name in names if (words := term_in_words(name, terms))
    )
