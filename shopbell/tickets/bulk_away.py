"""The bulk actions that take tickets out of the queues: snooze, spam, delete. Each way back is the run's undo."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .bulk_action import BulkAction, Choice, register
from .deletion import delete_ticket
from .event import Event
from .snooze import WRITES, offers, snooze_ticket, wake_ticket
from .spam import mark_spam, unmark_spam
from .status import UNSOLVED
from .ticket import Ticket

NOW = "now"  # wake
YES, NO = "yes", "no"


def register_ways_out() -> None:
    for action in ACTIONS:
        register(action)


# --- snooze: until a moment, until the customer writes, or no longer ------------------------------------


def _moments(agent: Agent) -> list[Choice]:
    soon = [
        Choice(offer.until.replace(second=0, microsecond=0).isoformat(), offer.label)
        for offer in offers(timezone.now())
    ]
    return [*soon, Choice(WRITES, _t("Until the customer writes")), Choice(NOW, _t("Wake them now"))]


def _moment(value: str) -> datetime | str:
    """A moment to come, WRITES or NOW."""
    if value in (WRITES, NOW):
        return value
    try:
        until = datetime.fromisoformat(value)
    except ValueError:
        raise Refused(_t("Pick a day and an hour.")) from None
    if until.tzinfo is None:
        raise Refused(_t("Pick a day and an hour."))
    return until


def _snooze(ticket: Ticket, until: datetime | str, *, by) -> Event | None:
    if until == NOW:
        return wake_ticket(ticket, by=by)
    return snooze_ticket(ticket, until=until if isinstance(until, datetime) else None, by=by)


def _sleeps_so(until: datetime | str) -> Q:
    if until == NOW:
        return Q(snooze=None)
    return Q(snooze__isnull=False, snooze__until=until if isinstance(until, datetime) else None)


def _cannot_sleep(until: datetime | str) -> list[tuple[Q, str]]:
    if until == NOW:
        return []
    return [(~Q(status__among=UNSOLVED), _t("Only a ticket that is not solved can be snoozed."))]


# --- the actions ------------------------------------------------------------------------------------------


def _judgement(value: str) -> bool:
    if value not in (YES, NO):
        raise Refused(_t("What you chose is no longer there. Choose again."))
    return value == YES


def _judge(ticket: Ticket, is_spam: bool, *, by) -> Event | None:
    return (mark_spam if is_spam else unmark_spam)(ticket, by=by)


ACTIONS = [
    BulkAction(
        name="snooze",
        label=_("Snooze"),
        icon="alarm-clock",
        permission=Permission.TICKET_UPDATE,
        choices=_moments,
        find=_moment,
        perform=_snooze,
        leaves=_sleeps_so,
        refuses=_cannot_sleep,
        named=lambda until: (
            f"{timezone.localtime(until):%Y-%m-%d %H:%M}" if until not in (WRITES, NOW) else ""
        ),
    ),
    BulkAction(
        name="spam",
        label=_("Spam"),
        icon="shield-alert",
        permission=Permission.TICKET_UPDATE,
        choices=lambda agent: [Choice(YES, _t("Mark as spam")), Choice(NO, _t("Not spam"))],
        find=_judgement,
        perform=_judge,
        leaves=lambda is_spam: Q(spam__isnull=not is_spam),
    ),
    BulkAction(
        name="delete",
        label=_("Delete"),
        icon="trash-2",
        permission=Permission.TICKET_DELETE,
        choices=lambda agent: [Choice(YES, _t("Delete; they can be restored for a while"))],
        find=_judgement,
        perform=lambda ticket, yes, by: delete_ticket(ticket, by=by),
        leaves=lambda yes: Q(deletion__isnull=False),
    ),
]
