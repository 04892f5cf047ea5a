"""Answers beside a ticket: what would answer its customer's last words, and what they read before they wrote.

As for shoppers, only what everybody may read: an agent puts it into an answer.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from shopbell.channels.offering import Offer, Place, Question, Told, count_offers, offers_for
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.finding import asked_in
from shopbell.helpcenter.reading import best_texts
from shopbell.search.help.from_articles import address_of
from shopbell.tickets.ticket import Ticket

OUTCOMES = {each.value: each for each in (Told.SOLVED, Told.UNSOLVED, Told.INSERTED)}


@dataclass(frozen=True)
class Read:
    title: str
    address: str


def answers_context(ticket: Ticket) -> dict[str, Any]:
    """What `offers/card.html` needs."""
    found = [(offer, words_of(offer)) for offer in offers_for(_question_of(ticket))]
    return {"ticket": ticket, "answers": found, "read": read_before(ticket)}


def words_of(offer: Offer) -> str:
    """What an offer is in an answer: its title and where it can be read, as `#` writes it."""
    return f"{offer.title}: {settings.SITE_URL}{offer.address} "


def read_before(ticket: Ticket) -> list[Read]:
    """The articles that the browser read which then wrote the ticket, in a language that the agent reads."""
    centre = HelpCentre.current()
    keys = ticket.read_before.values("article")
    chain = centre.chain(centre.nearest(get_language() or ""))
    texts = ArticleText.objects.filter(article__in=keys, language__in=centre.languages).order_by("article_id")
    best = best_texts(texts.select_related("article").defer("body"), chain)
    return [Read(text.title, address_of(text, text.language)) for text in best]


def note_outcome(key: str, outcome: str) -> bool:
    """Count what an agent says of an answer; False for what is no outcome."""
    told = OUTCOMES.get(outcome)
    if told:
        count_offers(Place.DESK, told, [key])
    return told is not None


def _question_of(ticket: Ticket) -> Question:
    chat = ticket.chats.order_by("pk").last()
    reasons = (ticket.reason,) if ticket.reason else ()
    return Question(asked_in(ticket), _language_of(ticket), chat.page if chat else "", reasons)


def _language_of(ticket: Ticket) -> str:
    """The customer's language where the centre has it, or else the agent's."""
    centre = HelpCentre.current()
    spoken = {code.split("-")[0] for code in centre.languages}
    wanted = [ticket.language, ticket.customer.language, get_language() or ""]
    return next((each for each in wanted if each and each.split("-")[0] in spoken), "")
