"""Working off a queue: finding somebody for what waits in it, the most pressing first.

What nobody can take becomes overdue and gathers at the top. So a need for which nobody was found is not tried again in
the same look, and where a whole portion of the queue had such needs, the next portion is asked without them.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from shopbell.tickets.ticket import Ticket

from .assigning import Miss, find_agent
from .need import Requirements, passed_at
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


class _Queue:
    """One look at the queue of a team."""

    def __init__(self, team: int | None, now: datetime, asked: Requirements) -> None:
        self.team, self.now, self.asked = team, now, asked
        self.found = 0
        self.tried: set[int] = set()
        self.kept: set[int] = (
            set()
        )  # tickets that wait for whom their customer asked for; they use up no look
        self.hopeless: set[tuple] = set()  # needs for which nobody was found
        self.without: set[tuple] = set()  # how the tickets with such needs look, as far as they were met

    def work_off(self) -> int:
        for _portion in range(MOST_PORTIONS):
            tickets = self._portion()
            for ticket in tickets:
                self._try(ticket)
            if len(tickets) < MOST_AT_ONCE or len(self.tried) >= MOST_AT_ONCE:
                break
        return self.found

    def _portion(self) -> list[Ticket]:
        waiting = of_teams(waiting_tickets(), [self.team]).exclude(pk__in=self.tried | self.kept)
        for wished, skill, channel, language, reason in self.without:
            waiting = waiting.exclude(
                wish__agent=wished, skill_wish=skill, channel=channel, language=language, reason=reason
            )
        ids = list(in_order(waiting, self.asked.policy, MOST_AT_ONCE))
        tickets = Ticket.objects.select_related("reason", "wish", "skill_wish").in_bulk(ids)
        return [tickets[pk] for pk in ids if pk in tickets]

    def _try(self, ticket: Ticket) -> None:
        """An error is one ticket's alone: it is tried again in the next look."""
        wish = getattr(ticket, "wish", None)
        wished = wish.agent_id if wish else None
        need = (self.asked.wanted(ticket), self.asked.weight(ticket), wished)
        if need not in self.hopeless:
            if len(self.tried) >= MOST_AT_ONCE:
                return
            self.tried.add(ticket.pk)
            if not self._is_hopeless(ticket):
                return
            self.hopeless.add(need)
        chosen = getattr(ticket, "skill_wish", None)  # each alone: they are few
        self.without.add((wished, chosen and chosen.pk, ticket.channel, ticket.language, ticket.reason_id))

    def _is_hopeless(self, ticket: Ticket) -> bool:
        """Try it; whether nobody fits any ticket with the same need either."""
        try:
            outcome = find_agent(ticket.pk, self.now, self.asked)
        except Exception:
            log.exception("nobody could be found for ticket %s", ticket.pk)
            return False
        self.found += not isinstance(outcome, Miss)
        if outcome is Miss.KEPT:
            self.tried.discard(ticket.pk)
            self.kept.add(ticket.pk)
        # else only those who let it pass a moment ago could take it
        return outcome is Miss.NOBODY and not passed_at(ticket.pk, self.now)
