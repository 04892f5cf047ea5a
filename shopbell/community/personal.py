"""What is personal in words that everybody would read: their author is asked about it once, a moderator is shown it."""

from django.utils.translation import gettext as _

from shopbell.helpcenter.from_ticket.kind import Kind
from shopbell.helpcenter.from_ticket.patterns import formed

TOLD = {Kind.EMAIL, Kind.PHONE, Kind.BANK, Kind.SECRET, Kind.ADDRESS, Kind.NUMBER}
FEWEST_DIGITS = 5  # of an order's number: with fewer it is what a lamp or a bulb is called
MOST = 3  # places that are named


def personal_in(text: str, language: str) -> list[str]:
    """The words of `text` that look like a mail address, a telephone or an order number and the like, the first few."""
    found: list[str] = []
    for start, end, kind in sorted(formed(text, language)):
        words = text[start:end].strip()
        is_short = kind == Kind.NUMBER and sum(each.isdigit() for each in words) < FEWEST_DIGITS
        if kind in TOLD and not is_short and not any(words in each for each in found):
            found.append(words)
    return found[:MOST]


def asked_about(text: str, language: str) -> str:
    """What its author is asked before `text` is written; empty where nothing is personal."""
    if not (found := personal_in(text, language)):
        return ""
    return _(
        "Everybody would read this: %(words)s. Take it out, or press once more to write it as it is."
    ) % {"words": ", ".join(f"“{each}”" for each in found)}
