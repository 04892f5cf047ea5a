"""Articles for who waits in a chat: the three nearest to what they asked."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.while_waiting import Asker, Card

from .finding import articles_for, asked_in

MOST = 3


def articles_while_waiting(asker: Asker, language: str) -> list[Card]:
    """One card that leads to each of them; none where nothing is near."""
    found = [hit.text for hit in articles_for("", asked_in(asker.ticket), language)[:MOST]]
    links = [
        (text.title, reverse("help-article", args=[text.language, text.article_id, text.slug]))
        for text in found
    ]
    return [Card(_("This may help meanwhile"), [], links)] if links else []
