"""Answers for who waits in a chat: those that would have been offered to what they asked, before they sent it."""

from django.utils.translation import gettext as _

from shopbell.channels.offering import offers_for
from shopbell.channels.while_waiting import Asker, Card

from .finding import question_of


def answers_while_waiting(asker: Asker, language: str) -> list[Card]:
    """One card that leads to each of them; none where nothing is near."""
    links = [(each.title, each.address) for each in offers_for(question_of(asker.ticket, language))]
    return [Card(_("This may help meanwhile"), [], links)] if links else []
