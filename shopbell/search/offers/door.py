"""What widget and form ask and tell: the answers to a question, one of them to read, and what became of it.

The question is used and forgotten. What is counted is named by the page, which says what it has shown before, so that
an article that stays while somebody types on is shown once.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.channels.offering import Place, Question, Told, count_offers, offers_for
from shopbell.core.storable import storable
from shopbell.helpcenter.article_read import note_reading
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.offer_day import parse_key
from shopbell.helpcenter.reading import Page, Reader, page_of
from shopbell.search.help.from_articles import address_of
from shopbell.tickets.reason import ContactReason

MOST_CHARACTERS, MOST_SEEN, MOST_REASONS = 2_000, 60, 10


def answers(body: dict[str, Any], place: Place) -> dict[str, Any]:
    """The best answers to the question in `body`, with the words around them; counts those that are new."""
    found = offers_for(question_in(body))
    given = body.get("seen")
    seen = {str(each) for each in given[:MOST_SEEN]} if isinstance(given, list) else set()
    count_offers(place, Told.SHOWN, [each.key for each in found if each.key not in seen])
    return {
        "title": _("This may answer it already"),
        "said": _("Answers that may help are below.") if found else "",
        "offers": [
            {"key": each.key, "title": each.title, "excerpt": each.excerpt, "address": each.address}
            for each in found
        ],
    }


def question_in(body: dict[str, Any]) -> Question:
    """What `body` asks, as far as it is of use: what was ticked is asked for where nothing is written yet."""
    text, page = (storable(str(body.get(name) or "")) for name in ("text", "page"))
    reasons = _reasons(body.get("reasons"))
    text = text.strip()[:MOST_CHARACTERS]
    said = text or " ".join(each.name for each in reasons[:1])
    return Question(said, get_language() or "en", page[:1000], tuple(reasons), is_written=bool(text))


def one_answer(request: HttpRequest, key: str, place: Place) -> dict[str, Any]:
    """The article behind `key` as anybody reads it, with the questions asked below it. Raises Http404 for none."""
    page = page_behind(key)
    if not page:
        raise Http404
    note_reading(request, page.text)
    count_offers(place, Told.OPENED, [key])
    return {
        "title": page.text.title,
        "language": page.text.language,
        "html": page.html,
        "address": address_of(page.text, page.text.language),
        "words": {
            "back": _("Back to your question"),
            "ask": _("Does this answer it?"),
            "yes": _("That answers it"),
            "no": _("No, send my question"),
            "whole": _("Open in the help centre"),
            "thanks": _("Good that it helped. Nothing was sent."),
            "again": _("Write all the same"),
        },
    }


def tell_outcome(body: dict[str, Any], place: Place) -> dict[str, Any]:
    """Count that an answer was one, or was none."""
    told = Told.SOLVED if body.get("solved") is True else Told.UNSOLVED
    count_offers(place, told, [str(body.get("key") or "")[:60]])
    return {}


def page_behind(key: str) -> Page | None:
    """The article behind `key` as everybody reads it; None when there is none for them."""
    centre, parsed = HelpCentre.current(), parse_key(key)
    if not parsed or not centre.is_on or parsed[1] not in centre.languages:
        return None
    return page_of(centre, Reader(parsed[1]), parsed[0])


def _reasons(given: Any) -> list[ContactReason]:
    numbers = [str(each) for each in given[:MOST_REASONS]] if isinstance(given, list) else []
    keys = [int(each) for each in numbers if each.isascii() and each.isdecimal() and len(each) <= 18]
    known = ContactReason.objects.filter(is_active=True).in_bulk(keys)
    return [known[key] for key in dict.fromkeys(keys) if key in known]
