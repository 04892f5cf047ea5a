"""What cannot be understood in a filter is said with the word itself, and the nearest one that could be meant."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

SHOWN = 60
MOST_NAMED = 12  # choices of a field


class Misread(Refused):
    """A word of a filter means nothing; the text is the sentence for the person."""


def folded(text: str) -> str:
    """`text` as words are compared: case, width and outer spaces do not count."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def misread(sentence: str, word: str, known: Iterable[str] = (), *, is_choice: bool = False) -> Misread:
    """`sentence` with `word` in the place of %(word)s, and the nearest of `known` as a question.

    Where none is near, the few of an `is_choice` are named.
    """
    shown = word if len(word) <= SHOWN else word[: SHOWN - 1] + "…"
    text = sentence % {"word": shown}
    by_fold = {folded(each): each for each in known}
    near = get_close_matches(folded(word)[:SHOWN], list(by_fold), n=1, cutoff=0.5)
    if near:
        text += " " + _("Did you mean “%(word)s”?") % {"word": by_fold[near[0]]}
    elif is_choice and len(by_fold) <= MOST_NAMED:
        text += " " + _("There are: %(words)s.") % {"words": ", ".join(by_fold.values())}
    return Misread(text)
