"""Whether what was searched in vain still finds nothing: it is searched again before it is shown.

Somebody may have written it since without anybody asking for it again. A search costs, so only the first ones are
searched, and the rest is believed; what shoppers ask most comes first. Words of which a number or an address was
masked are believed too: nobody knows any more what was asked.
"""

from shopbell.helpcenter.centre import HelpCentre

from .find import find
from .sources import Reader

MOST_AGAIN = 30  # searches for one list
MASK = "…"


def finds_something(words: str, language: str) -> bool:
    """Whether everybody who searches `words` in `language` finds something now."""
    centre = HelpCentre.current()
    if MASK in words or language not in centre.languages:
        return False
    reader = Reader(languages=tuple(centre.chain(language)))
    return bool(find(words, language=language, reader=reader, limit=1).hits)
