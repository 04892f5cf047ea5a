"""Working off a queue: finding somebody for what waits in it, the most pressing first.

What nobody can take becomes overdue and gathers at the top. So a need for which nobody was found is not tried again in
the same look, and where a whole portion of the queue had such needs, the next portion is asked without them. So it is
with what waits for whom its customer asked for, until it is at risk.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .assigning import Miss, find_agent
from .backlog import lanes_of
from .capacity import live_channels
from .need import Requirements
from .passing import passed_at, passed_by
from .promise import is_at_risk, risk
from .waiting import in_order, of_teams, waiting_tickets

MOST_AT_ONCE = 500  # tickets of a portion, and tickets that a look tries
MOST_PORTIONS = 20
log = logging.getLogger(__name__)


def route_waiting(teams: Iterable[int | None], now: datetime | None = None) -> int:
    """Find somebody for what waits in the queues of `teams`, the most pressing first; returns for how many.

    What nobody can take holds up nothing behind it, nor does a ticket that fails.
    """
    asked = Requirements()
    return sum(_Queue(team, now or timezone.now(), asked).work_off() for team in teams)


class Look(NamedTuple):
    """What is seen of a ticket without working out its need."""

    wished: int | None
    chosen: int | None  # each alone: they are few
    channel: str
    language: str
    reason: int | None


class _Queue:
    """One look at the queue of a team."""

    def __init__(self, team: int | None, now: datetime, asked: Requirements) -> None:
        self.team, self.now, self.asked = team, now, asked
        self.found = 0
        self.tried: set[int] = set()
        self.passed: list[int] = []  # of those, live ones that waited for what their agents had not let pass
        self.hopeless: set[tuple] = set()  # needs for which nobody was found
        self.without: set[Look] = set()  # how the tickets with such needs look, as far as they were met
        self.kept: set[tuple] = set()  # needs of tickets that wait for whom their customer asked for
        self.waiting_too: set[Look] = set()  # how those look
        self.passed_by: dict[int, set[int]] = {}  # what those let pass, which waits for them no more

    def work_off(self) -> int:
        for _portion in range(MOST_PORTIONS):
            tickets = self._portion()
            for ticket in tickets:
                self._try(ticket)
            if len(tickets) < MOST_AT_ONCE or len(self.tried) >= MOST_AT_ONCE:
                break
        if self.found:  # what came before them is somebody's turn now
            for ticket_id in self.passed:
                self._find(ticket_id)
        return self.found

    def _portion(self) -> list[Ticket]:
        waiting = of_teams(waiting_tickets(), [self.team]).exclude(pk__in=self.tried)
        for look in self.without:
            waiting = waiting.exclude(_like(look))
        for look in self.waiting_too:
            waiting = waiting.exclude(_like(look) & ~Q(pk__in=self._waiting_no_more(look).values("pk")))
        ids = list(in_order(waiting, self.asked.policy, MOST_AT_ONCE, lanes_of([self.team], self.now)))
        tickets = Ticket.objects.select_related("reason", "wish", "skill_wish", "clocks").in_bulk(ids)
        return [tickets[pk] for pk in ids if pk in tickets]

    def _try(self, ticket: Ticket) -> None:
        """An error is one ticket's alone: it is tried again in the next look."""
        look = _look_of(ticket)
        need = (self.asked.wanted(ticket), self.asked.weight(ticket), look.wished)
        if need in self.hopeless:
            self.without.add(look)
        elif need in self.kept and self._waits_too(ticket, look):
            self.waiting_too.add(look)
        elif len(self.tried) < MOST_AT_ONCE:
            self.tried.add(ticket.pk)
            self._note(ticket, self._find(ticket.pk), need, look)

    def _waiting_no_more(self, look: Look) -> TicketQuerySet:
        """Tickets for the same agent that anybody may have."""
        is_passed = Q(pk__in=self.passed_by[look.wished or 0])
        is_pressing = risk(live_channels(self.asked.policy), self.now)
        return self._wishing(look).filter(is_passed | is_pressing)

    def _wishing(self, look: Look) -> TicketQuerySet:
        return of_teams(waiting_tickets(), [self.team]).filter(wish__agent=look.wished)

    def _waits_too(self, ticket: Ticket, look: Look) -> bool:
        is_passed = ticket.pk in self.passed_by[look.wished or 0]
        return not is_passed and not is_at_risk(ticket, self.asked.weight(ticket), self.now)

    def _find(self, ticket_id: int) -> object:
        try:
            outcome = find_agent(ticket_id, self.now, self.asked)
        except Exception:
            log.exception("nobody could be found for ticket %s", ticket_id)
            return None
        self.found += not isinstance(outcome, Miss)
        return outcome

    def _note(self, ticket: Ticket, outcome: object, need: tuple, look: Look) -> None:
        """What becomes of any ticket with the same need."""
        if outcome is Miss.KEPT and look.wished:
            self.kept.add(need)
            self.waiting_too.add(look)
            self.passed_by[look.wished] = passed_by(look.wished, self._wishing(look), self.now)
        elif outcome is Miss.NOBODY and not passed_at(ticket.pk, self.now):
            self.hopeless.add(need)
            self.without.add(look)
        elif outcome is Miss.NOBODY and self.asked.weight(ticket) and ticket.waiting_since:
            self.passed.append(ticket.pk)


def _look_of(ticket: Ticket) -> Look:
    wish, chosen = getattr(ticket, "wish", None), getattr(ticket, "skill_wish", None)
    return Look(
        wish.agent_id if wish else None,
        chosen.pk if chosen else None,
        ticket.channel,
        ticket.language,
        ticket.reason_id,
    )


def _like(look: Look) -> Q:
    return Q(
        wish__agent=look.wished,
        skill_wish=look.chosen,
        channel=look.channel,
        language=look.language,
        reason=look.reason,
    )
