"""Words that open something, taken out of what comes from outside: a continue link in the quote of our own mail.

Mail programs break links over lines, and filters write them anew inside links of their own, so they are looked for
in all these forms. What no form can show (a file, a link that a filter keeps for itself) is why a link that may
have been passed on proves nothing: `mailed_link.py`.
"""

import html
import re
from urllib.parse import unquote

from django.conf import settings

# within a word: invisible characters, and the end of a line with the marks of a quote before the next
BREAK = r"(?:[\u00ad\u200b-\u200d\u2060\ufeff]|=?\r?\n[ \t>|]*)*"
SLASH = (
    r"(?:\\?/|_|[%=-](?:25)*2f|&#47;|&#x2f;|&sol;)"  # plain, in JSON, %2F, and as filters for links write it
)
PATH = [*"chat", SLASH, *"continue", SLASH]
ANCHOR = re.compile(BREAK.join(PATH), re.IGNORECASE)
STOP = re.compile(r"[\s<>\"'()\[\]{}|]")
RUN = re.compile(r"[^\s<>\"'()\[\]{}|]*")
LINE_END = re.compile(r"=?\r?\n[ \t>|]*")
WHOLE = re.compile(
    r"[.\w-]+:[\w-]+:[\w-]{43}"
)  # content, time and signature, as django.core.signing writes them
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
LONGEST = 2000  # characters of a link before the part that matters
MOST_LINES = 12


def without_links(text: str) -> str:
    """`text` with the desk's address in place of each continue link."""
    kept, position = [], 0
    for match in ANCHOR.finditer(text):
        if match.start() < position:
            continue
        kept += [text[position : _beginning(text, match.start(), position)], settings.SITE_URL, "/…"]
        position = _end(text, match.end())
    return "".join([*kept, text[position:]]) if kept else text


def _beginning(text: str, anchor: int, earliest: int) -> int:
    """Where the word begins that the anchor stands in."""
    start = anchor
    while start > max(earliest, anchor - LONGEST) and not STOP.match(text[start - 1]):
        start -= 1
    return start


def _end(text: str, position: int) -> int:
    """Where the link ends: with its word, or some lines below when these complete the token."""
    match = RUN.match(text, position)
    assert match
    first = match.end()
    said = match[0]
    for _ in range(MOST_LINES):
        if WHOLE.match(_plain(said)):
            return match.end()
        line = LINE_END.match(text, match.end())
        if not line:
            break
        match = RUN.match(text, line.end())
        assert match
        said = said.removesuffix("=") + match[0]
    return first


def _plain(said: str) -> str:
    """The letters of a token, whatever a filter made of its colons."""
    said = INVISIBLE.sub("", html.unescape(said))
    for _ in range(3):
        said = unquote(said)
    return re.sub(r"[=-]3a", ":", said, flags=re.IGNORECASE)
