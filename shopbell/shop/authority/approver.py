"""Who may answer for what somebody else asked: their role approves, and they could have decided it alone."""

from collections.abc import Callable, Container, Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from ..actions.run import ActionRun
from .authority import who_may_alone, why_not_alone
from .gate import matter_of

# who stands behind what a program asked for, as those who know programs say it
KEEPERS: list[Callable[[ActionRun], Container[int]]] = []


def why_not_approve(agent: Agent, run: ActionRun, *, is_answer_only: bool = False) -> str:
    """Why `agent` may not answer for `run`, in a sentence; empty when they may.

    With `is_answer_only` their own limits do not matter: to say no costs nothing.
    """
    if sentence := _why_never(agent, run, _keepers_of(run)):
        return sentence
    if is_answer_only:
        return ""
    if sentence := why_not_alone(agent, matter_of(run), timezone.now()):
        return _("You may not decide this alone either. %(sentence)s") % {"sentence": sentence}
    return ""


def _keepers_of(run: ActionRun) -> list[Container[int]]:
    return [keepers(run) for keepers in KEEPERS]


def _why_never(agent: Agent, run: ActionRun, keepers: Iterable[Container[int]]) -> str:
    """Why `agent` may say neither yes nor no to `run`."""
    if run.agent_id == agent.pk:
        return _("Nobody approves what they asked for themselves.")
    if any(agent.pk in each for each in keepers):
        return _("Nobody approves what a program asked for whose token they made.")
    if not agent.may(Permission.ORDER_APPROVE):
        return _("Your role does not approve what colleagues ask for.")
    return ""


def approver_ids(run: ActionRun) -> list[int]:
    """Everybody who may approve `run` now."""
    keepers = _keepers_of(run)
    agents = [agent for agent in _answering().select_related("role") if not _why_never(agent, run, keepers)]
    return [agent.pk for agent in who_may_alone(agents, matter_of(run), timezone.now())]


def answering_ids() -> list[int]:
    """Everybody whose role answers, whatever their own limits: what waits is counted for all of them."""
    return list(_answering().values_list("pk", flat=True))


def _answering():
    may = Agent.objects.filter(is_active=True, role__permissions__contains=[str(Permission.ORDER_APPROVE)])
    return may.order_by("pk")
