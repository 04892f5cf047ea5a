"""Snoozing as a step of a macro: for some time from the moment that its words are sent, or until the customer writes.

A ticket that the same answer solves is not snoozed: there is nothing to come back for.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from .macro_action import Action, Doer, register
from .snooze import WRITES, Snooze, snooze_ticket, wake_ticket
from .ticket import Ticket

HOW_LONG: dict[str, tuple[timedelta | None, str | Promise]] = {
    "4h": (timedelta(hours=4), _("four hours")),
    "1d": (timedelta(days=1), _("a day")),
    "2d": (timedelta(days=2), _("two days")),
    "3d": (timedelta(days=3), _("three days")),
    "7d": (timedelta(days=7), _("a week")),
    "14d": (timedelta(days=14), _("two weeks")),
    WRITES: (None, _("until the customer writes")),
}


def register_snooze() -> None:
    register(Action("snooze", Permission.TICKET_UPDATE, _find, _words, _snooze, _state, _restore))


def _find(value: object, agent: Agent) -> str | None:
    return value if isinstance(value, str) and value in HOW_LONG else None


def _words(value: str) -> str:
    if value == WRITES:
        return _t("Snoozes it until the customer writes")
    return _t("Snoozes it for %(time)s") % {"time": HOW_LONG[value][1]}


def _snooze(ticket: Ticket, value: str, by: Doer) -> None:
    time = HOW_LONG[value][0]
    if ticket.is_unsolved:
        snooze_ticket(ticket, until=timezone.now() + time if time else None, by=by)


def _state(ticket: Ticket, value: str) -> str:
    """Until when it sleeps, as text; empty when it is awake."""
    snooze = Snooze.objects.filter(ticket=ticket).first()
    if snooze is None:
        return ""
    return snooze.until.isoformat() if snooze.until else WRITES


def _restore(ticket: Ticket, value: str, before: str, by: Agent) -> None:
    until = None if before in ("", WRITES) else datetime.fromisoformat(before)
    if before == "" or (until and until <= timezone.now()) or not ticket.is_unsolved:
        wake_ticket(ticket, by=by)
    else:
        snooze_ticket(ticket, until=until, by=by)
