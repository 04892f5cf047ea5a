"""What runs now, as the first thing that somebody reads who waits and seems to ask about it."""

import re

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.while_waiting import Asker, Card
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.finding import asked_in

from .incident import Incident, said_in
from .known import next_words

WORD = re.compile(r"\w{4,}")
STEM = 5  # letters in which two forms of a word agree


def incidents_for(asker: Asker, language: str) -> list[Card]:
    """A card for each that runs and that the ticket is about: an agent said so, or it names the same things."""
    running = list(Incident.objects.running(timezone.now()).prefetch_related("parts__names", "updates"))
    if not running:
        return []
    centre = HelpCentre.current()
    chain = centre.chain(centre.nearest(language))
    asked = _stems(asked_in(asker.ticket))
    about = [
        each for each in running if asked & _named(each) or each.joined.filter(ticket=asker.ticket).exists()
    ]
    return [_card(each, chain) for each in about]


def _named(incident: Incident) -> set[str]:
    """The stems by which an incident is recognised: of its titles, and of names and words of its parts."""
    words = [*incident.titles.values()]
    for part in incident.parts.all():
        words += [*part.words, *(each.name for each in part.names.all())]
    return _stems(" ".join(words))


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in WORD.findall(text.lower())}


def _card(incident: Incident, chain: list[str]) -> Card:
    newest = next(iter(incident.updates.all()), None)
    lines = [said_in(newest.texts, chain) if newest else "", next_words(incident)]
    page = settings.SITE_URL + reverse("status-incident", args=[chain[0], incident.pk])
    title = _("We know about it: %(title)s") % {"title": said_in(incident.titles, chain)}
    return Card(title, [line for line in lines if line], [(_("Read all of it"), page)])
