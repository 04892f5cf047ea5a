"""The search of the settings: pages, single settings by their label or sentence, and rows of tables by their name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from shopbell.core.folding import words
from shopbell.core.settings_card import CARDS, Card, cards_of
from shopbell.search.ask import Ask

SHORTEST = 3  # letters by which rows of tables are looked for


@dataclass(frozen=True)
class Found:
    """Something that the settings hold. `place` is what the palette remembers it by, `trail` the page it is on."""

    place: str
    label: str
    sentence: str
    address: str
    icon: str
    trail: str = ""


def find_settings(agent, ask: Ask) -> list[Found]:
    """What fits every word of `ask` among the settings that `agent` may open; what is called so comes first.

    A whole page comes before what stands on one, then what is called so in the fewest letters; what no page changes
    comes last.
    """
    asked = [word for term in ask.terms for word in term.words]
    if not asked:
        return []
    everything = [each for card in cards_of(agent) for each in (*_settings_of(card), *_rows_of(card, ask))]
    everything.sort(key=lambda each: (bool(each.trail), len(each.label), each.label))
    by_name = [each for each in everything if _fits(asked, each.label)]
    by_sentence = [
        each
        for each in everything
        if each not in by_name and _fits(asked, f"{each.label} {each.sentence} {each.trail}")
    ]
    found = dict.fromkeys([*by_name, *by_sentence])
    return sorted(found, key=lambda each: CARDS[each.place].is_read_only)


def _settings_of(card: Card) -> Iterator[Found]:
    """The page itself, and every setting on it."""
    address, trail = reverse(card.name), str(card.label)
    yield Found(card.name, trail, str(card.lead), address, card.icon)
    for form in card.forms():
        for name, field in form.base_fields.items():
            place = f"{address}#id_{name}" if card.is_form else address
            if label := str(field.label or ""):
                yield Found(card.name, label, str(field.help_text), place, card.icon, trail)


def _rows_of(card: Card, ask: Ask) -> Iterator[Found]:
    """Rows of the page's table that have the longest word; the others are looked for in those."""
    word = max(ask.text.split(), key=len, default="")
    if word.isascii() and len(word) < SHORTEST:
        return  # two letters of a Latin word are in nearly everything
    for name, address in card.rows(word):
        yield Found(card.name, name, str(card.lead), address, card.icon, str(card.label))


@lru_cache(4096)
def _folded(text: str) -> list[str]:
    """The words of `text`, folded once: labels and sentences are the same for every letter that is typed."""
    return words(text)


def _fits(asked: list[str], text: str) -> bool:
    named = _folded(text)
    return all(any(each.startswith(word) for each in named) for word in asked)
