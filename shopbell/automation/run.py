"""A run: what a rule did to a ticket, or why it did not. The rows are the trace that agents read on the ticket.

Loops end. A rule is never woken by what it did itself, not by way of other rules either; a chain of rules has so many
links at most; and one rule acts on one ticket so many times an hour. A loop may also lead through the world: a program
that is told of a ticket opens another one. So a webhook is called for one customer so many times an hour, and for all
together (`webhook_budget.py`): what else the rule does is done without it. A program may say what it does because it
was called (`webhook_echo.py`). The run, or the call, that is not made says so.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from shopbell.channels.automatic_mail import TooMuchMail
from shopbell.core.errors import Refused
from shopbell.tickets.because import because_of
from shopbell.tickets.event import Event
from shopbell.tickets.macro_action import hold_for, perform_steps
from shopbell.tickets.ticket import Ticket

from .outcome import ACTED, WITHOUT_CALL, Outcome
from .rule import Rule
from .rule_step import WEBHOOK
from .schedule import Schedule
from .trigger import Trigger
from .webhook import Webhook
from .webhook_budget import MOST_OF_ONE, note_left_out, spent_among
from .webhook_call import sweep_calls

MOST_AN_HOUR = 6  # runs of one rule on one ticket
DEEPEST = 5  # links of a chain of rules
KEPT = timedelta(days=90)
RUN = "rule_run"  # what the events of a run hold it as
log = logging.getLogger(__name__)


class TooManyCalls(Refused):
    """A schedule has called as often as it may within the hour: its time comes again. `webhooks` are those of them that
    may be called for nobody."""

    def __init__(self, why: Outcome, webhooks: list[Webhook]) -> None:
        super().__init__(why.label)
        self.webhooks = webhooks


class RuleRun(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="rule_runs")
    trigger = models.ForeignKey(Trigger, models.SET_NULL, null=True, related_name="runs")
    schedule = models.ForeignKey(Schedule, models.SET_NULL, null=True, related_name="runs")
    rule = models.CharField(max_length=80, help_text="as it was called then")
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(null=True, help_text="what the hours of the schedule were counted from")
    outcome = models.CharField(max_length=8, choices=Outcome)
    why = models.TextField(blank=True, help_text="the sentence of who refused")
    done = models.JSONField(default=list, help_text="what the steps changed, as macros keep it")
    chain = models.JSONField(default=list, help_text="the rules that led to it, the first one first")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["trigger", "event"], name="trigger_once_an_event"),
            models.UniqueConstraint(fields=["schedule", "ticket", "since"], name="schedule_once_a_time"),
        ]
        indexes = [
            models.Index(fields=["ticket", "-id"], name="rule_run_by_ticket"),
            models.Index(fields=["at"], name="rule_run_by_time"),
        ]

    @property
    def by(self) -> Rule | None:
        """The rule, unless it was deleted since."""
        return self.trigger or self.schedule

    @property
    def is_done(self) -> bool:
        return self.outcome == Outcome.DONE


@transaction.atomic
def run_rule(rule: Rule, ticket: Ticket, now: datetime, *, event: Event | None = None) -> RuleRun | None:
    """Do the steps of a trigger, once for each event; those of a schedule if `ticket` is due. None when it is not.

    A step that the desk refuses takes all of them back, and the trace says why. Raises TooMuchMail or TooManyCalls
    where a schedule has to wait until its customer may be written to, or called for, again.
    """
    hold_for(ticket, [step.get("do", "") for step in rule.steps])
    ticket.lock()
    once = _occasion_of(rule, ticket, now, event)
    if once is None:
        return None
    chain = chain_of(event) if event else []
    if isinstance(rule, Schedule) and rule.words:
        RuleRun.objects.filter(ticket=ticket, outcome=Outcome.WORDS, **once).delete()  # they suit by now
    run = RuleRun(ticket=ticket, rule=rule.name, chain=chain, at=now, **once)
    run.outcome = _limit(rule, ticket, chain, now) or Outcome.DONE
    run.save()
    if run.outcome in WITHOUT_CALL:
        _perform(run, rule, _without_calls(rule, run.outcome, now), then=Outcome(run.outcome))
    elif run.is_done:
        _perform(run, rule, rule.steps)
    return run


@transaction.atomic
def note_other_words(schedule: Schedule, ticket: Ticket, now: datetime) -> None:
    """Keep that the customer's words do not suit `schedule`, so that it looks no more until they write again."""
    ticket.lock()
    once = _occasion_of(schedule, ticket, now, None)
    if once is not None:
        kept = {"rule": schedule.name, "outcome": Outcome.WORDS, "at": now}
        RuleRun.objects.update_or_create(ticket=ticket, **once, defaults=kept)


def _occasion_of(rule: Rule, ticket: Ticket, now: datetime, event: Event | None) -> dict[str, Any] | None:
    """What the run answers, as its row has it; None when the rule has acted on that already, or has nothing to do."""
    if isinstance(rule, Schedule):
        due = rule.due(now).filter(pk=ticket.pk)
        since = due.values_list("moment", flat=True).first()
        return {"schedule": rule, "since": since} if since else None
    once = {"trigger": rule, "event": event}
    return None if RuleRun.objects.filter(**once).exists() else once


def chain_of(event: Event) -> list[str]:
    """The rules whose runs led to `event`, the first one first; none where a person or the desk did it."""
    number = event.data.get(RUN)
    runs = RuleRun.objects.select_related("trigger", "schedule")
    run = runs.filter(pk=number).first() if number else None
    return [*run.chain, run.by.key if run.by else "gone"] if run else []


def _limit(rule: Rule, ticket: Ticket, chain: list[str], now: datetime) -> Outcome | None:
    if rule.key in chain:
        return Outcome.ITSELF
    if len(chain) >= DEEPEST:
        return Outcome.DEPTH
    own = {str(rule._meta.model_name): rule}
    lately = RuleRun.objects.filter(at__gt=now - timedelta(hours=1), **own)
    acted = lately.filter(ticket=ticket, outcome__in=ACTED)
    if acted.count() >= MOST_AN_HOUR:
        return Outcome.BUDGET
    if called := _called_by(rule):
        theirs = lately.filter(ticket__customer=ticket.customer_id, outcome=Outcome.DONE)
        return _limit_of_calls(rule, called, theirs, now)
    return None


def _limit_of_calls(rule: Rule, called: list[Any], theirs: models.QuerySet, now: datetime) -> Outcome | None:
    """Why not all webhooks with the keys `called` are called now; `theirs` are the runs for the same customer."""
    spent = spent_among(called, now)
    is_echo = theirs[:MOST_OF_ONE].count() >= MOST_OF_ONE
    if not (spent or is_echo):
        return None
    why = Outcome.CUSTOMER if is_echo else Outcome.WEBHOOK
    if isinstance(rule, Schedule):
        raise TooManyCalls(why, spent)
    return why


def _without_calls(rule: Rule, why: str, now: datetime) -> list[dict[str, Any]]:
    """The steps that are done all the same: other webhooks than those that were called too often are called."""
    called = _called_by(rule)
    left_out = Webhook.objects.filter(pk__in=called) if why == Outcome.CUSTOMER else spent_among(called, now)
    note_left_out(left_out, now)
    keys = {webhook.pk for webhook in left_out}
    return [step for step in rule.steps if not (_calls(step) and step["to"] in keys)]


def _called_by(rule: Rule) -> list[Any]:
    return [step["to"] for step in rule.steps if _calls(step)]


def _calls(step: dict[str, Any]) -> bool:
    return step.get("do") == WEBHOOK


def _perform(run: RuleRun, rule: Rule, steps: list[dict[str, Any]], then: Outcome = Outcome.DONE) -> None:
    try:
        with transaction.atomic(), because_of(run.event, **{RUN: run.pk}):
            run.done = perform_steps(run.ticket, steps, by=rule.name)
        run.outcome = then if run.done or then != Outcome.DONE else Outcome.NOTHING
    except Refused as refusal:
        if isinstance(refusal, TooMuchMail) and isinstance(rule, Schedule):
            raise  # it acts once on each time, and this passes: no run is kept
        log.info("the rule %s did nothing to ticket %s: %s", rule.key, run.ticket_id, refusal)
        run.done, run.outcome, run.why = [], Outcome.REFUSED, str(refusal)
    run.save(update_fields=["done", "outcome", "why"])


def sweep_runs(now: datetime) -> int:
    """Forget what is told no more; returns how many."""
    sweep_calls(now - KEPT)
    return RuleRun.objects.filter(at__lt=now - KEPT).delete()[0]
