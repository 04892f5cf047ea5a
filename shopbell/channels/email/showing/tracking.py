"""Tracking pictures: those that nobody is meant to see. They only tell their sender that a mail was opened.

They are known by their size, or by the address at which a mailing service counts. They never load, whatever else is
allowed. One that looks like any other picture is not found; it is fetched by the desk like any other.
"""

import re
from collections.abc import Mapping

from shopbell.core.style_attribute import declarations

TINY = 3  # pixels each way
SIZE = re.compile(r"^\s*(\d{1,5}(?:\.\d+)?)\s*(?:px)?\s*$", re.IGNORECASE)
# a quick look, since the thread asks for every picture: an address at which one counts has one of these words
WORDS = (
    "open", "track", "trk", "pixel", "beacon", "1x1", "collect", "/e1t/", "/o/", "/e/", "/tr", "on.jsp", "awstrack",
    "emltrk", "bananatag", "getnotify", "mailstat", "didtheyreadit", "readnotify", "mailfoogae", "yesware",
    "google-analytics", "doubleclick", "litmus", "via/o",
)  # fmt: skip
COUNTS = re.compile(
    r"^https?://[^/]*(?:"
    # the name of a host that does nothing else
    r"\b(?:emltrk|mailtrack|bananatag|getnotify|mailstat|didtheyreadit|readnotify)\.[a-z.]+/"
    r"|awstrack\.me/I0/|pstmrk\.it/open|mailfoogae\.appspot\.com/|t\.yesware\.com/|google-analytics\.com/"
    r"|facebook\.com/tr\b|doubleclick\.net/|rs6\.net/on\.jsp|list-manage\.com/track/open|mandrillapp\.com/track/open"
    r"|hubspotemail\.net/e1t/o/|klaviyomail\.com/o/|intercom-mail[^/]*/via/o|mixmax\.com/api/track"
    r"|mailgun\.[a-z]+/o/|sendibt\d*\.com/tr/op/|customeriomail\.com/e/o/|exct\.net/open\.aspx|litmus\.com/"
    # or a way in it that means this and nothing else
    r")|^https?://(?:pixel|beacon|opens)\d*\.|^https?://[^/]+/(?:[^?#]*/)?(?:"
    r"wf/open\b|track(?:ing)?/open|open(?:s|ed)?[-_/]?track|email[-_/]?open|e/o/[\w=-]{16}|tr/op/|trk/?\?"
    r"|(?:open|pixel|beacon|trackingpixel|1x1|spacer_track)\.(?:gif|png|php|aspx?|jsp|ashx)\b|open\?[^#]*\b(?:upn|mid|uid)="
    r"|collect\?[^#]*\btid=UA-"
    r")",
    re.IGNORECASE,
)  # fmt: skip


def is_tracking(address: str, attributes: Mapping[str, str]) -> bool:
    """Whether the remote picture at `address` is one that only counts openings."""
    return _is_tiny(attributes) or (may_count(address) and COUNTS.search(address[:2000]) is not None)


def may_count(address: str) -> bool:
    """Whether it is worth looking closely whether openings are counted at `address`."""
    lower = address.lower()
    return any(word in lower for word in WORDS)


def _is_tiny(attributes: Mapping[str, str]) -> bool:
    """No more than a dot. A line (600 by 1) and a gap (1 by 20) are how old mail is laid out."""
    styled = dict(declarations(attributes.get("style", "")))
    sizes = [_pixels(styled.get(name) or attributes.get(name, "")) for name in ("width", "height")]
    known = [size for size in sizes if size is not None]
    if 0 in known:
        return True
    return bool(known) and max(known) <= (TINY if len(known) == 2 else 1)


def _pixels(words: str) -> float | None:
    match = SIZE.match(words)
    return float(match[1]) if match else None
