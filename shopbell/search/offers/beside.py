"""Answers beside a ticket: what would answer its customer's last words, and what they read or were offered before.

As for shoppers, only what everybody may read: an agent puts it into an answer.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from shopbell.channels.offered import KINDS, Page, Titled, key_of, page_behind
from shopbell.channels.offering import Offer, Place, Told, count_offers, offers_for
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.finding import question_of
from shopbell.helpcenter.met_before import MetBefore
from shopbell.helpcenter.reading import best_texts
from shopbell.search.help.from_articles import address_of
from shopbell.tickets.ticket import Ticket

MOST_MET = 8
OUTCOMES = {each.value: each for each in (Told.SOLVED, Told.UNSOLVED, Told.INSERTED)}


@dataclass(frozen=True)
class Read:
    title: str
    address: str


def answers_context(ticket: Ticket) -> dict[str, Any]:
    """What `offers/card.html` needs."""
    found = [(offer, words_of(offer)) for offer in offers_for(question_of(ticket, _language_of(ticket)))]
    read, offered = read_before(ticket), met_before(ticket, is_read=False)
    known = {each.address for each in read}
    read += [each for each in met_before(ticket, is_read=True) if each.address not in known]
    known |= {each.address for each in read}
    offered = [each for each in offered if each.address not in known]
    return {"ticket": ticket, "answers": found, "read": read, "offered": offered}


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


def met_before(ticket: Ticket, *, is_read: bool) -> list[Read]:
    """What of every kind the browser read that then wrote the ticket, or was offered and left, if it is there still."""
    rows = MetBefore.objects.filter(ticket=ticket, is_read=is_read).order_by("pk")
    if is_read:
        rows = rows.exclude(kind="article")  # those are told in the agent's own language
    else:
        rows = rows.exclude(kind="article", object_id__in=ticket.read_before.values("article"))
    found = map(_behind, rows.filter(kind__in=KINDS)[:MOST_MET])
    return [Read(each.title, each.address) for each in found if each]


def _behind(met: MetBefore) -> Page | Titled | None:
    """As shoppers read it; for what not everybody reads, where the desk shows it."""
    page = page_behind(key_of(met.kind, met.object_id, met.language))
    return page or KINDS[met.kind].titles([met.object_id]).get(met.object_id)


def note_outcome(key: str, outcome: str) -> bool:
    """Count what an agent says of an answer; False for what is no outcome."""
    told = OUTCOMES.get(outcome)
    if told:
        count_offers(Place.DESK, told, [key])
    return told is not None


def _language_of(ticket: Ticket) -> str:
    """The customer's language where the centre has it, or else the agent's."""
    centre = HelpCentre.current()
    spoken = {code.split("-")[0] for code in centre.languages}
    wanted = [ticket.language, ticket.customer.language, get_language() or ""]
    return next((each for each in wanted if each and each.split("-")[0] in spoken), "")
