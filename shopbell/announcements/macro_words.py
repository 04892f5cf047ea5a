"""What a macro may say of the incident that a ticket is about: its title, its newest words, when there is news."""

from django.utils.translation import get_language

from shopbell.core.late_words import LateWords
from shopbell.helpcenter.centre import HelpCentre
from shopbell.tickets.ticket import Ticket

from .incident import Incident, said_in
from .known import next_words

EXAMPLE = {
    "title": "Parcels are late",
    "text": "Snow blocks the roads. Nothing is lost.",
    "next": "Next news by 14:00.",
}


class IncidentWords(LateWords):
    """Looked up when a text names them; empty where the ticket is about none."""

    names = EXAMPLE

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket

    def make(self) -> dict[str, str]:
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
