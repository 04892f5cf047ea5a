"""What a mail is to the filter: its tokens. A token is a word, a host that a link leads to, or a sign of its making.

Words are folded as the search folds them, so that case and accents do not matter and scripts without spaces are
pairs of characters. A sign begins with `!`, which no word does; `signs.py` knows them all.
"""

from dataclasses import dataclass, field

from shopbell.core.address_in_text import LINK
from shopbell.core.folding import is_unspaced, words
from shopbell.customers.free_mail import is_free_mail

MOST_CHARACTERS = 20_000  # of the text: what makes a mail spam stands near its beginning
MOST_TOKENS = 800
LONGEST, SHORTEST = 24, 3  # characters of a word; pairs of a script without spaces have two


@dataclass(frozen=True)
class Letter:
    """A mail or a message, as far as the filter looks."""

    subject: str = ""
    text: str = ""
    sender: str = ""  # the address
    hosts: frozenset[str] = frozenset()  # that its links lead to
    signs: frozenset[str] = field(default_factory=frozenset)


def tokens_of(letter: Letter) -> list[str]:
    """Each token once, in order: signs and hosts first, then the words."""
    found = dict.fromkeys(f"!{sign}" for sign in sorted(letter.signs))
    found |= dict.fromkeys(f"host:{host}" for host in sorted(letter.hosts)[:30])
    domain = letter.sender.rpartition("@")[2]
    if domain and not is_free_mail(domain):
        found[f"from:{domain}"] = None
    subject = _words(letter.subject[:1_000])
    found |= dict.fromkeys(f"subject:{word}" for word in subject)
    found |= dict.fromkeys(subject)
    found |= dict.fromkeys(_words(letter.text[:MOST_CHARACTERS]))
    return list(found)[:MOST_TOKENS]


def _words(text: str) -> list[str]:
    """Its words, without addresses (whose parts are no words) and numbers (of an order, which say nothing)."""
    return [word for word in words(LINK.sub(" ", text)) if _counts(word)]


def _counts(word: str) -> bool:
    if word.isdigit():
        return False
    return SHORTEST <= len(word) <= LONGEST or (len(word) == 2 and is_unspaced(word))
