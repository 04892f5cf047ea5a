"""An approval: somebody asked for what they may not decide alone, and somebody who may answers, or nobody in time.

Waiting, granted, declined, expired, or withdrawn by whoever asked. Nobody answers for themselves. Both sides hear of it
through events of the ticket. The run does once what was asked for, and never more than was shown.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb

from ..actions.approval import decline_run, resume_run
from ..actions.hold import Hold
from ..actions.perform import tell
from ..actions.run import ActionRun
from ..actions.scene import hold_ticket
from .approver import answering_ids, approver_ids, why_not_approve
from .authority import why_not_alone
from .gate import hold_deciding, matter_of

MOST_WORDS = 1000


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("approval", "Waiting")
    GRANTED = "granted", pgettext_lazy("approval", "Approved")
    DECLINED = "declined", pgettext_lazy("approval", "Declined")
    EXPIRED = "expired", pgettext_lazy("approval", "Nobody answered in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")


class ApprovalPolicy(models.Model):
    """How long somebody who is asked has: one row, written on the settings page."""

    hours = models.PositiveIntegerField(
        gettext_lazy("hours until a request expires"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )

    @classmethod
    def current(cls) -> "ApprovalPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, agent):
        """Those of runs that this agent may look into."""
        return self.filter(run__in=ActionRun.objects.told_to(agent))

    def waiting(self):
        return self.filter(state=State.WAITING)

    def whole(self):
        """With everything that is shown of them."""
        return self.select_related(
            "answered_by", "run__agent__role", "run__by_customer", "run__customer", "run__order", "run__ticket",
            "run__version",
        )  # fmt: skip


class Approval(models.Model):
    run = models.OneToOneField(ActionRun, models.CASCADE, related_name="approval")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    rule = models.CharField(max_length=80, help_text="why it waits: authority, budget, or a policy")
    sentence = models.TextField(blank=True, help_text="the same, to whoever asked")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True, help_text="of the answer")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["expires_at"], name="approval_waiting", condition=Q(state="waiting")),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING


def waiting_for(agent: Agent) -> int | None:
    """How many requests wait for an answer of `agent`, or of somebody else for them; None for who has no part in it."""
    waiting = Approval.objects.visible_to(agent).waiting()
    if agent.may(Permission.ORDER_APPROVE):
        return waiting.exclude(run__agent=agent).count()
    return waiting.filter(run__agent=agent).count() or None


def untold_for(agent: Agent) -> int:
    """How many requests, of which no ticket tells, wait for whoever approves."""
    if not agent.may(Permission.ORDER_APPROVE):
        return 0
    return Approval.objects.waiting().filter(run__ticket=None).exclude(run__agent=agent).count()


def ask_approval(run: ActionRun, hold: Hold) -> None:
    """Ask those who may answer; in the transaction that made `run` wait."""
    expires_at = run.created_at + timedelta(hours=ApprovalPolicy.current().hours)
    Approval.objects.create(
        run=run, rule=hold.rule, sentence=hold.sentence, asked_at=run.created_at, expires_at=expires_at
    )
    tell(run, Verb.APPROVAL_ASKED, words=hold.sentence, to_ids=approver_ids(run))
    _ring(answering_ids())


@transaction.atomic
def grant_approval(approval: Approval, *, by: Agent, words: str = "") -> Approval:
    """Let it be done, now. Raises Refused for who may not; an approval that was answered is returned as it is.

    What is not allowed any more by now fails, with its sentence, and is not done.
    """
    approval = _locked(approval)
    if not approval.is_waiting:
        return approval
    run = approval.run
    if sentence := why_not_approve(by, run):
        raise Refused(sentence)
    _answer(approval, State.GRANTED, by=by, words=words)
    tell(run, Verb.APPROVAL_GRANTED, by=by, words=approval.words, to_ids=_asker_ids(run))
    run = resume_run(run, approved_by=by)
    hold_deciding(by)
    if sentence := why_not_alone(by, matter_of(run), timezone.now(), but=run.pk):
        raise Refused(sentence)  # another approval of theirs, at the same moment, used up their day
    approval.run = run
    return approval


@transaction.atomic
def decline_approval(approval: Approval, *, by: Agent, words: str) -> Approval:
    """Say no, in words. Raises Refused without any, and for who may not answer."""
    approval = _locked(approval)
    if not approval.is_waiting:
        return approval
    if sentence := why_not_approve(by, approval.run, is_answer_only=True):
        raise Refused(sentence)
    if not words.strip():
        raise Refused(_("Say why, so that whoever asked can tell the customer."))
    return _end(approval, State.DECLINED, Verb.APPROVAL_DECLINED, by=by, words=words)


@transaction.atomic
def withdraw_approval(approval: Approval, *, by: Agent | str) -> Approval:
    """Whoever asked, an agent or a program by its name, needs it no more. Raises Refused for everybody else."""
    approval = _locked(approval)
    if not approval.is_waiting:
        return approval
    if approval.run.actor != by:
        raise Refused(_("Only whoever asked can withdraw it."))
    return _end(approval, State.WITHDRAWN, Verb.APPROVAL_WITHDRAWN, by=by, words="")


def expire_approvals(now: datetime) -> int:
    """End what nobody answered in time; returns how many. Safe to run twice and in parallel."""
    count = 0
    for pk in list(Approval.objects.waiting().filter(expires_at__lte=now).values_list("pk", flat=True)):
        with transaction.atomic():
            approval = _locked(Approval(pk=pk))
            if approval.is_waiting and approval.expires_at <= now:
                _end(approval, State.EXPIRED, Verb.APPROVAL_EXPIRED, by=None, words="")
                count += 1
    return count


def _locked(approval: Approval) -> Approval:
    """The row, held, and its ticket before its run: a merge of tickets takes them in that order too."""
    approval = Approval.objects.whole().select_for_update(of=("self",)).get(pk=approval.pk)
    hold_ticket(approval.run.ticket_id)
    return approval


def _answer(approval: Approval, state: State, *, by: Agent | str | None, words: str) -> None:
    approval.state, approval.answered_at = state, timezone.now()
    approval.answered_by = by if isinstance(by, Agent) else None
    approval.words = words.replace("\0", "").strip()[:MOST_WORDS]
    approval.save()
    _ring(answering_ids())


def _ring(agent_ids: list[int]) -> None:
    """Have the bells and the lists of these agents look again; a request of which no ticket tells has no other news."""
    if agent_ids:
        publish(*(f"bell-{pk}" for pk in agent_ids))


def _end(approval: Approval, state: State, verb: Verb, *, by: Agent | str | None, words: str) -> Approval:
    _answer(approval, state, by=by, words=words)
    to_ids = _asker_ids(approval.run)
    approval.run = decline_run(
        approval.run, by=by, words=approval.words or str(state.label), verb=verb, to_ids=to_ids
    )
    return approval


def _asker_ids(run: ActionRun) -> list[int]:
    return [run.agent_id] if run.agent_id else []
