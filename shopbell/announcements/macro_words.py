"""What a macro may say of the incident that a ticket is about: its title, its newest words, when there is news."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from shopbell.helpcenter.centre import HelpCentre
from shopbell.tickets.ticket import Ticket

from .incident import Incident, said_in
from .known import next_words

EXAMPLE = {
    "title": "Parcels are late",
    "text": "Snow blocks the roads. Nothing is lost.",
    "next": "Next news by 14:00.",
}


class IncidentWords(Mapping[str, Any]):
    """Looked up when a text names them; empty where the ticket is about none."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket

    @cached_property
    def _words(self) -> dict[str, str]:
        incident = Incident.objects.filter(joined__ticket=self.ticket.pk).first()
        if incident is None:
            return dict.fromkeys(EXAMPLE, "")
        centre = HelpCentre.current()
        chain = centre.chain(centre.nearest(get_language() or ""))
        newest = incident.updates.first()
        return {
            "title": said_in(incident.titles, chain),
            "text": said_in(newest.texts, chain) if newest else "",
            "next": next_words(incident, self.ticket.customer.time_zone),
        }

    def __getitem__(self, name: str) -> str:
        if name not in EXAMPLE:
            raise KeyError(name)
        return self._words[name]

    def __contains__(self, name: object) -> bool:
        return name in EXAMPLE

    def __iter__(self) -> Iterator[str]:
        return iter(EXAMPLE)

    def __len__(self) -> int:
        return len(EXAMPLE)
