"""What made a mail look like spam, in plain words."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopbell.core.number import exact_percent

from .judging import JUNK, SpamScore

SIGNS: dict[str, str | Promise] = {
    "forged": _("The sender is forged."),
    "unproven": _("Nothing proves that the sender is who they say."),
    "proven": _("The sender's domain is verified."),
    "reply-elsewhere": _("Answers would go to another domain than the sender's."),
    "many-hosts": _("It links to many different sites."),
    "shortener": _("A link hides where it leads behind a short address."),
    "bare-number": _("A link leads to a number instead of a name."),
    "posing-link": _("A link shows one site and leads to another."),
    "not-addressed": _("It was not addressed to this shop."),
    "shouting": _("The subject is written in capitals."),
    "program": _("It brings a file that can run or open as a page."),
    "mixed-letters": _("Letters of other alphabets pose as Latin ones."),
    "no-work": _("The page of its form ran no scripts."),
    "too-soon": _("It was sent faster than people type."),
    "hidden-letters": _("There are invisible characters inside its words."),
}


class Why(NamedTuple):
    """`percent` is how sure the filter was; the rest is what speaks for spam, the loudest first."""

    percent: str
    words: list[str]
    hosts: list[str]
    signs: list[str | Promise]
    is_junk: bool  # the mail server held it, and the filter said only how it looks


def why(found: SpamScore) -> Why:
    words: dict[str, None] = {}
    hosts, signs = [], []
    for token, _probability in found.clues:
        kind, _colon, rest = token.rpartition(":")
        if token == JUNK:
            continue
        if token.startswith("!"):
            signs.append(SIGNS.get(token[1:], ""))
        elif kind in ("host", "from"):
            hosts.append(rest)
        else:
            words[rest] = None
    return Why(
        exact_percent(round(min(found.value, 0.999), 3)),
        list(words)[:8],
        hosts[:3],
        [each for each in signs if each],
        is_junk=any(token == JUNK for token, _probability in found.clues),
    )
