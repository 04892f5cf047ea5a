"""What an article made of a ticket is called at first: what was asked, never how somebody was greeted."""

import re
from collections.abc import Iterable

from .cut import GREETING, matter_of

ANSWERED = re.compile(r"^\s*(?:(?:re|aw|wg|fwd?|tr|rv|rép|antw|رد)\s*:\s*)+", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?؟\n]+[.!?؟]*")
FEWEST_WORDS = 3  # of a sentence that tells something
MOST_GREETED = 4  # words of a greeting without a sign at its end: “Hi Bo”, “Dear Ms van Dam”


def title_of(subject: str, asked: Iterable[str]) -> str:
    """The subject without the greeting it begins with; else the first sentence that asks, or else one that tells."""
    subject = ANSWERED.sub("", subject).strip()
    rest = _after_greeting(subject)
    return rest or _sentence(asked) or subject


def _after_greeting(subject: str) -> str:
    match = GREETING.match(subject)
    if not match:
        return subject
    is_alone = match[0].rstrip()[-1:] in ",!.:،؟" or len(match[0].split()) <= MOST_GREETED
    return subject[match.end() :].strip() if is_alone else subject


def _sentence(asked: Iterable[str]) -> str:
    found = [each[0].strip() for text in asked for each in SENTENCE.finditer(matter_of(text))]
    telling = [each for each in found if len(each.split()) >= FEWEST_WORDS]
    asking = (each for each in telling if each.endswith(("?", "؟")))
    return next(asking, next(iter(telling), "")).rstrip(".")
