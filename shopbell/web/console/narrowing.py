"""The filter line of a lead's page of figures: they are of the tickets that meet it, by the same conditions as lists.

Sums are kept of all tickets; what is narrowed is counted when it is asked for, and given up where that takes longer
than a person waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.view import AgentRequest
from shopbell.core.errors import Refused
from shopbell.core.postgres.time_limit import TooLong, at_most
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import write
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .filter_line import FilterLine, read_line

MOST_MS = 10_000  # that one question to the database takes
Counted = TypeVar("Counted")


@dataclass(frozen=True)
class Narrowing:
    """What the line says, and the tickets that it means: None stands for all. Where counting them was given up it means
    no ticket, and `too_long` is the sentence of that."""

    line: FilterLine
    typed: str
    tickets: TicketQuerySet | None
    too_long: str = ""

    @property
    def said(self) -> dict[str, str]:
        """As addresses say it."""
        return {"filter": self.typed} if self.typed else {}


def narrowing_of(request: AgentRequest) -> Narrowing:
    """What `?filter=` and what is typed anew (`add`) say. Where the address itself cannot be understood, no ticket is
    meant rather than all."""
    asker = Asker.of(request.user, timezone.now())
    found, line = read_line(asker, text=request.GET.get("filter", ""), added=request.GET.get("add", ""))
    if line.is_unreadable:
        return Narrowing(line, "", Ticket.objects.none())
    return Narrowing(line, write(found, asker), tickets_of(found, asker) if found else None)


def counted_among(narrowing: Narrowing, count: Callable[[Narrowing], Counted]) -> Counted:
    """What `count` says of the tickets that are meant. Raises Refused where the database takes too long over it."""
    if narrowing.tickets is None:
        return count(narrowing)
    try:
        with at_most(MOST_MS):
            return count(narrowing)
    except TooLong:
        raise Refused(
            _(
                "It takes too long to count all the tickets that meet this filter. Narrow it further, for instance to"
                " those of a few days."
            )
        ) from None


def shown_among(narrowing: Narrowing, count: Callable[[Narrowing], Counted]) -> tuple[Counted, Narrowing]:
    """The same for a page: where it takes too long, of no ticket, and the page has the sentence instead of figures."""
    try:
        return counted_among(narrowing, count), narrowing
    except Refused as refusal:
        narrowing = replace(narrowing, tickets=Ticket.objects.none(), too_long=str(refusal))
        return count(narrowing), narrowing


def draw_narrowed(
    request: AgentRequest, page: str, part: str, context: dict[str, Any], way: str
) -> HttpResponse:
    """The whole page, or only what the line narrows when it was the line that asked; `way` is then the address of the
    browser."""
    if request.headers.get("HX-Target") != "list":
        return render(request, page, context)
    answer = render(request, part, context)
    answer.headers["HX-Push-Url"] = way
    return answer
