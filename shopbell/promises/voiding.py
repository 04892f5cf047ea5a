"""Taking back what goals decided that were a mistake, ticket by ticket, and taking that back in turn.

A job does it, some seconds at a time: a desk may have a hundred thousand such tickets. Each is locked, told of it in
its timeline, and its clocks are reckoned anew in the same transaction, so that a process that dies leaves nothing half
done.
What a shopper was told (`promise.py`) is not touched: they were told it, whatever the goals were.
"""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.settings_history import note_change
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .goal_outcome import GoalOutcome
from .goal_policy import GoalPolicy, GoalPolicyVersion
from .portions import TOGETHER, in_portions
from .ticket_clocks import TicketClocks
from .voided_goals import LONGEST_REASON, VoidedGoals, keep_as_they_are, void_in

PAGE = "settings-goals"
WORK = "promises.void_goals"
SECONDS = 10.0  # of one job; the worker has others to do as well
PORTION = 1000  # tickets that are looked for at once, since to find all of them takes a while


def is_in_force(version: GoalPolicyVersion) -> bool:
    """Whether tickets are held to it that come now."""
    policy = version.policy
    if policy is None or not policy.is_on:
        return False
    return not policy.versions.filter(number__gt=version.number).exists()


@transaction.atomic
def void_goals(version: GoalPolicyVersion, reason: str, *, by: Agent) -> VoidedGoals:
    """What `version` decided counts nowhere, because it was a mistake; twice changes nothing.

    Raises Refused while it holds, since it would go on deciding, while it is being counted again, and without a reason.
    """
    _hold(version)
    if standing := VoidedGoals.objects.standing().filter(version=version).first():
        return standing
    if VoidedGoals.objects.filter(version=version, finished_at=None).exists():
        raise Refused(_("These goals are being counted again. Wait until that is done."))
    if is_in_force(version):
        raise Refused(_("These goals still hold. Put them right first; then take back what they decided."))
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why, so that whoever reads the reports later knows."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Up to %(count)s characters, please.") % {"count": LONGEST_REASON})
    with _noted(version, by):
        void = VoidedGoals.objects.create(version=version, reason=reason, agent=by)
    _enqueue(void)
    return void


@transaction.atomic
def restore_goals(void: VoidedGoals, *, by: Agent) -> None:
    """It was no mistake: all that was decided counts again. Twice changes nothing."""
    _hold(void.version)
    void.refresh_from_db()
    if void.restored_at:
        return
    with _noted(void.version, by):
        VoidedGoals.objects.filter(pk=void.pk).update(
            restored_by=by, restored_at=timezone.now(), finished_at=None, failed=0
        )
    _enqueue(void)


def _hold(version: GoalPolicyVersion) -> None:
    """Two who decide about the same goals do so one after the other; and nobody puts them in force meanwhile.

    It waits for whoever writes down that they decided something (`keep_as_they_are`).
    """
    GoalPolicyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.policy_id:
        version.policy = GoalPolicy.objects.select_for_update().filter(pk=version.policy_id).first()


@contextmanager
def _noted(version: GoalPolicyVersion, by: Agent) -> Iterator[None]:
    """In the history of the settings, as long as the goals have a page there."""
    if version.policy is None:
        yield
        return
    with note_change(PAGE, version.policy, by=by):
        yield


def _enqueue(void: VoidedGoals) -> None:
    jobs.configure_task(WORK, lock=f"{WORK}-{void.version_id}").defer(void_id=void.pk)


# --- the work ----------------------------------------------------------------------------------------


def work_on(void_id: int, seconds: float = SECONDS) -> None:
    """Write to its tickets for some seconds, and enqueue what is left. Safe to run twice and in parallel."""
    end = time.monotonic() + seconds
    failed: list[int] = []
    _count(void_id)
    while (void := _load(void_id)) and void.is_working:
        ids = list(_todo(void, failed)[:PORTION])
        if not ids:
            return _finish(void, len(failed))
        for place in range(0, len(ids), TOGETHER):
            portion = ids[place : place + TOGETHER]
            in_portions(portion, lambda ids: _write(void_id, ids), failed.append, doing="Voiding the goals")
            if time.monotonic() >= end:
                return _enqueue(void)
    return None


def _count(void_id: int) -> None:
    """How many tickets there are, so that it can be said how far it is."""
    if void := _load(void_id):
        left = 0 if void.restored_at else _todo(void).count()
        VoidedGoals.objects.filter(pk=void.pk).update(count=void.done + left)


def _load(void_id: int) -> VoidedGoals | None:
    return VoidedGoals.objects.select_related("version", "agent", "restored_by").filter(pk=void_id).first()


def _todo(void: VoidedGoals, failed: Collection[int] = ()) -> QuerySet:
    """The keys of the tickets that are still to be written to, in order, without those that failed."""
    if void.restored_at:
        written = void.tickets.exclude(ticket__in=failed)
        return written.order_by("ticket").values_list("ticket_id", flat=True)
    decided, held = (
        _of_version(rows, void).exclude(ticket__in=failed)
        for rows in (GoalOutcome.objects, TicketClocks.objects)
    )
    return decided.union(held).order_by("ticket_id")


def _of_version(rows: Any, void: VoidedGoals) -> QuerySet:
    is_written = Exists(void.tickets.filter(ticket=OuterRef("ticket")))
    mine = rows.filter(~is_written, policy_version=void.version_id)
    return mine.order_by().values_list("ticket_id", flat=True)


@transaction.atomic
def _write(void_id: int, ids: list[int]) -> None:
    """The event of each ticket, unless it has it, or somebody decided otherwise meanwhile."""
    tickets = list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    keep_as_they_are(VoidedGoals.objects.filter(pk=void_id).values_list("version", flat=True))
    void = _load(void_id)
    if void is None:
        return
    items = {item.ticket_id: item for item in void.tickets.filter(ticket__in=ids)}
    for ticket in tickets:
        item = items.get(ticket.pk)
        if item is None and void.restored_at is None:
            void_in(ticket, void)
        elif item is not None and void.restored_at:
            record(ticket, Verb.GOALS_RESTORED, by=void.restored_by, undoes=item.event_id, **void.said)
            item.delete()


def _finish(void: VoidedGoals, failed: int) -> None:
    still = VoidedGoals.objects.filter(pk=void.pk, restored_at=void.restored_at)
    still.update(finished_at=timezone.now(), failed=failed)
