"""Why a post waits to be looked at: somebody is new, it has more links than they may set, it looks like spam, or it
tells everybody an address. What the spam filter of the mail channel knows is asked here too."""

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopbell.channels.email.spam.evidence import known_of
from shopbell.channels.email.spam.letter import tokens_of
from shopbell.channels.email.spam.policy import SpamPolicy
from shopbell.channels.email.spam.scoring import MIDDLE, Score, score
from shopbell.channels.email.spam.signs import letter_of_text
from shopbell.channels.email.spam.why import SIGNS

from .post import ERASED, WITHDRAWN
from .trust import LIMITS, Trust
from .words import links_in, names_an_address

MOST_CLUES = 8
WHY = {
    "first": _("One of the first posts of somebody new"),
    "links": _("More links than somebody this new may set"),
    "spam": _("Looks like spam"),
    "address": _("Has an e-mail address in it, which everybody would read"),
    "reported": _("Was reported"),
    WITHDRAWN: _("Taken back by its author"),
    ERASED: _("Erased, with the data of whoever wrote it"),
}


def spam_score(title: str, text: str) -> float | None:
    """How sure the filter is that this is spam, from 0 to 1; None while the filter is off."""
    if not SpamPolicy.current().is_on:
        return None
    return _scored(title, text).value


def spam_clues(title: str, text: str) -> dict[str | Promise, int]:
    """What speaks loudest for spam in it, as far as is known by now: each word or sign with how much of what it stands
    in is spam, in percent."""
    for_spam = [(token, share) for token, share in _scored(title, text).clues if share > MIDDLE]
    found: dict[str | Promise, int] = {}
    for token, share in for_spam:
        name = SIGNS.get(token[1:], "") if token.startswith("!") else token.rpartition(":")[2]
        if name and len(found) < MOST_CLUES:
            found.setdefault(name, round(share * 100))
    return found


def _scored(title: str, text: str) -> Score:
    tokens = tokens_of(letter_of_text(title, text, ""))
    return score(tokens, known_of(tokens, timezone.now()))


def why_waits(text: str, trust: Trust, score: float | None) -> str:
    """The key in `WHY` of what keeps `text` from being shown at once; empty when nothing does."""
    if score is not None and score >= SpamPolicy.current().held_from:
        return "spam"
    if trust == Trust.NEW:
        return "first"
    if links_in(text) > LIMITS[trust].links:
        return "links"
    return "address" if names_an_address(text) else ""
