"""What widget and form ask and tell: the answers to a question, one of them to read, and what became of it.

The question is used and forgotten. What is counted is named by the page, which says what it has shown before, so that
an answer that stays while somebody types on is shown once.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.channels.offered import KINDS, page_behind, parse_key
from shopbell.channels.offering import Place, Question, Told, count_offers, offers_for
from shopbell.core.storable import storable
from shopbell.helpcenter.met_before import note_met
from shopbell.helpcenter.offer_taken import take_offer
from shopbell.tickets.reason import ContactReason

from .asked import MOST_CHARACTERS

MOST_SEEN, MOST_REASONS = 60, 10


def answers(request: HttpRequest, body: dict[str, Any], place: Place) -> dict[str, Any]:
    """The best answers to the question in `body`, with the words around them; counts those that are new."""
    found = offers_for(question_in(body))
    given = body.get("seen")
    seen = {str(each) for each in given[:MOST_SEEN]} if isinstance(given, list) else set()
    fresh = [each.key for each in found if each.key not in seen]
    count_offers(place, Told.SHOWN, fresh)
    note_met(request, filter(None, map(parse_key, fresh)), is_read=False)
    return {
        "title": _("This may answer it already"),
        "said": _("Answers that may help are below.") if found else "",
        "offers": [
            {
                "key": each.key,
                "kind": each.kind,
                "word": str(each.mark.word),
                "title": each.title,
                "excerpt": each.excerpt,
                "address": each.address,
            }
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
    """What is behind `key` as anybody reads it, with the questions asked below it. Raises Http404 for none."""
    page, named = page_behind(key), parse_key(key)
    if not page or not named:
        raise Http404
    kind = KINDS[named.kind]
    kind.note(request, named.number, page.language)
    note_met(request, [named], is_read=True)
    count_offers(place, Told.OPENED, [key])
    return {
        "title": page.title,
        "language": page.language,
        "html": page.html,
        "address": page.address,
        "words": {
            "back": _("Back to your question"),
            "ask": _("Does this answer it?"),
            "yes": _("That answers it"),
            "no": _("No, send my question"),
            "whole": str(kind.elsewhere),
            "thanks": _("Good that it helped. Nothing was sent."),
            "again": _("Write all the same"),
        },
    }


def tell_outcome(request: HttpRequest, body: dict[str, Any], place: Place) -> dict[str, Any]:
    """Count that an answer was one, which a ticket may take back, or was none."""
    key = str(body.get("key") or "")[:60]
    if body.get("solved") is True:
        take_offer(request, place, key)
    else:
        count_offers(place, Told.UNSOLVED, [key])
    return {}


def _reasons(given: Any) -> list[ContactReason]:
    numbers = [str(each) for each in given[:MOST_REASONS]] if isinstance(given, list) else []
    keys = [int(each) for each in numbers if each.isascii() and each.isdecimal() and len(each) <= 18]
    known = ContactReason.objects.filter(is_active=True).in_bulk(keys)
    return [known[key] for key in dict.fromkeys(keys) if key in known]
