"""The filter line of a lead's page of figures: they are of the tickets that meet it, by the same conditions as lists.

Sums are kept of all tickets; what is narrowed is counted when it is asked for.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shopbell.accounts.view import AgentRequest
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import write
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .filter_line import FilterLine, read_line


@dataclass(frozen=True)
class Narrowing:
    """What the line says, and the tickets that it means: None stands for all."""

    line: FilterLine
    typed: str
    tickets: TicketQuerySet | None

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
